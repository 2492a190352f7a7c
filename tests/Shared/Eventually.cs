using System.Diagnostics;

namespace Reprise.Tests;

/// <summary>Awaits what another thread or process is about to do. Polls soon and often and fails at a deadline, so that no test sleeps for a guessed time.</summary>
internal static class Eventually
{
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    /// <param name="what">What is awaited, in words for the failure.</param>
    /// <param name="condition">Asked until true.</param>
    /// <param name="patience">How long at most; <see cref="Patience"/> when null.</param>
    public static Task HoldsAsync(string what, Func<bool> condition, TimeSpan? patience = null) => HoldsAsync(what, () => Task.FromResult(condition()), patience);

    /// <inheritdoc cref="HoldsAsync(string, Func{bool}, TimeSpan?)"/>
    public static async Task HoldsAsync(string what, Func<Task<bool>> condition, TimeSpan? patience = null)
    {
        var found = await FindsAsync<object>(what, async () => await condition() ? what : null, patience);
        GC.KeepAlive(found);
    }

    /// <summary>Asks until there is something.</summary>
    public static async Task<T> FindsAsync<T>(string what, Func<Task<T?>> find, TimeSpan? patience = null) where T : class
    {
        var limit = patience ?? Patience;
        var started = Stopwatch.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(1);
        while (true)
        {
            if (await find() is { } found) return found;
            if (Stopwatch.GetElapsedTime(started) > limit) Assert.Fail($"Waited {limit.TotalSeconds:0.#} s in vain: {what}.");
            await Task.Delay(pause, TestContext.Current.CancellationToken);
            if (pause < TimeSpan.FromMilliseconds(50)) pause *= 2;
        }
    }
}
