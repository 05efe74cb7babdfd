namespace Rouse.Push.Tests.Delivery;

internal static class TaskExtensions
{
    // A test that waits for what never comes fails; no test waits so long otherwise.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task Soon(this Task task) => task.WaitAsync(Patience);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Patience);
}
