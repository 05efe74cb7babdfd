using Rouse.Push.Delivery;

namespace Rouse.Push.Tests.Delivery;

public sealed class DeliveryQueueTests
{
    [Fact]
    public async Task Push_that_is_taken_back_is_not_sent_when_its_turn_comes_in_that_moment()
    {
        using var queue = new DeliveryQueue("test", new(10, 1, TimeSpan.FromSeconds(5)), new SignallingTime(), () => 0.5);
        // The two meet in another order each time.
        for (var i = 0; i < 200; i++)
        {
            using var cancellation = new CancellationTokenSource();
            var (first, second) = (new GatedDelivery(), new GatedDelivery());
            var (sending, takenBack) = (Deliver(queue, first), Deliver(queue, second, cancellation.Token));

            await cancellation.CancelAsync();
            first.Answer();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => takenBack.Soon());
            Assert.Equal(PushVerdict.Accepted, (await sending.Soon()).Verdict);
            Assert.Equal((1, 0), (first.Attempts, second.Attempts));
        }
    }

    private static Task<PushOutcome> Deliver(DeliveryQueue queue, IDelivery delivery, CancellationToken cancellation = default) =>
        queue.DeliverAsync(delivery, TimeSpan.FromMinutes(1), cancellation);

    /// <summary>Is accepted when the test says so.</summary>
    private sealed class GatedDelivery : IDelivery
    {
        private readonly TaskCompletionSource<PushReply> _answer = new();

        public string Token => "token";

        public int Attempts { get; private set; }

        public Task<PushReply> AttemptAsync(PushAttempt attempt)
        {
            Attempts++;
            return _answer.Task.WaitAsync(attempt.Cancellation);
        }

        public void Answer() => _answer.SetResult(new(PushVerdict.Accepted, 200, "200"));
    }
}
