using Rouse.Admin;
using Rouse.Server.Location;
using Rouse.Server.Timelines;

namespace Rouse.Demo;

/// <summary>What the server knows, asked over its admin socket until it knows it: it may be a moment behind the phones.</summary>
sealed class ServerView(AdminClient client, TimeSpan patience, TimeProvider time)
{
    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    static readonly string Asleep = nameof(Reachability.Asleep).ToLowerInvariant();

    /// <summary>Waits until the server has seen that the phone's connection is closed.</summary>
    /// <exception cref="DemoException">It does not see it.</exception>
    public Task SeesAsleepAsync(string addressOfRecord, CancellationToken cancellation) => PollAsync(
        $"the server still takes {addressOfRecord} for awake",
        async () => (await client.BindingsAsync(addressOfRecord, count: 1, cancellation)).Bindings.SingleOrDefault(),
        binding => binding?.State == Asleep,
        cancellation);

    /// <summary>Waits for the end of a call or message; its first request is what is meant, not the BYE.</summary>
    /// <exception cref="DemoException">It has no end.</exception>
    public Task<TimelineRecord> TimelineAsync(string callId, CancellationToken cancellation) => PollAsync(
        $"the server knows no end of the call {callId}",
        async () => (await client.CallAsync(callId, cancellation)).Calls.MinBy(call => call.At)!,
        call => call.Status != 0,
        cancellation);

    async Task<T> PollAsync<T>(string otherwise, Func<Task<T>> ask, Func<T, bool> isEnough, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (isEnough(answer))
                return answer;
            if (time.GetElapsedTime(began) > patience)
                throw new DemoException(otherwise);
            await Task.Delay(PollInterval, time, cancellation);
        }
    }
}
