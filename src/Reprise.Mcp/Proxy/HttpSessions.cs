using Reprise.Client.Recording;

namespace Reprise.Mcp.Proxy;

/// <summary>What is watched of each session of a server behind HTTP. Safe for use from many threads.</summary>
internal sealed class HttpSessions(IRecorder recorder, TimeProvider time, SeenCallsOptions options)
{
    private const int SessionsMax = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Watch> _watches = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>The watch of a session; calls of a server without sessions share one.</summary>
    public Watch Of(string? session)
    {
        lock (_lock)
        {
            var key = session ?? "";
            if (_watches.TryGetValue(key, out var known)) return known;
            while (_watches.Count >= SessionsMax && _order.TryDequeue(out var oldest))
            {
                if (_watches.Remove(oldest, out var ended)) _ = ended.EndAsync("its session was forgotten", isServersFault: false);
            }

            var watch = new Watch(new SeenCalls(recorder, time, options with { SessionId = options.SessionId ?? session }), time);
            _order.Enqueue(key);
            return _watches[key] = watch;
        }
    }

    public async Task EndAsync()
    {
        List<Watch> all;
        lock (_lock) all = [.. _watches.Values];
        foreach (var watch in all) await watch.EndAsync("the proxy ended before the answer", isServersFault: false).ConfigureAwait(false);
    }
}
