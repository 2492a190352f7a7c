using Reprise.Demo.Traffic;

namespace Reprise.Demo;

/// <summary>The demo's two halves: providers that need no key, and believable traffic for a running server, a burst first and then a trickle.</summary>
public sealed class DemoRun : IAsyncDisposable
{
    private readonly ScriptedUpstream _upstream;

    private DemoRun(ScriptedUpstream upstream) => _upstream = upstream;

    /// <summary>Settings for the server, as <c>key=value</c>: where the providers are, and a limit that makes one of the scenes a timeout.</summary>
    public IReadOnlyList<string> Settings =>
    [
        .. _upstream.Providers.Select(provider => $"Providers:{provider.Key}:BaseUrl={provider.Value}"),
        .. _upstream.Providers.Keys.Select(provider => $"Providers:{provider}:Timeout=00:00:08"),
    ];

    /// <summary>Starts the providers, a little faster than real ones. Disposing stops them.</summary>
    public static async Task<DemoRun> StartAsync(CancellationToken cancellationToken) =>
        new(await ScriptedUpstream.StartAsync(new ScriptedUpstreamOptions { Pace = 0.6 }, cancellationToken));

    /// <summary>Drives the traffic of the defaults until cancelled.</summary>
    public static Task<DemoProgress> RunAsync(Uri server, CancellationToken cancellationToken) => RunAsync(server, new DemoOptions(), cancellationToken);

    /// <summary>Returns what was done when the burst is over and no trickle is wanted, or when it is cancelled; a cancellation is a normal end.</summary>
    /// <param name="server">Such as <c>http://127.0.0.1:5080</c>, started with <see cref="Settings"/>.</param>
    /// <param name="options">How much traffic.</param>
    /// <param name="cancellationToken">Ends the traffic.</param>
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

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();
}
