using Reprise.Demo.Traffic;

namespace Reprise.Demo;

/// <summary>Drives believable traffic through a running server: a burst first, then a trickle.</summary>
public static class DemoRun
{
    /// <summary>Returns what was done when the burst is over and no trickle is wanted, or when it is cancelled; a cancellation is a normal end.</summary>
    /// <param name="server">Such as <c>http://127.0.0.1:5080</c>, with the providers of <see cref="ScriptedUpstream.Providers"/> behind it.</param>
    public static async Task<DemoProgress> RunAsync(Uri server, DemoOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        using var client = new DemoClient(server, options);
        var scenes = new Scenes(client, options);
        try
        {
            await scenes.PlayAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The person at the keyboard has seen enough.
        }

        return client.Progress;
    }
}
