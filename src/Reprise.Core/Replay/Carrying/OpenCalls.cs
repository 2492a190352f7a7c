namespace Reprise.Replay.Carrying;

/// <summary>Calls of tools that wait for their results, found by id, by name or by age in a time that does not grow with their number.</summary>
internal sealed class OpenCalls
{
    private readonly Queue<Open> _all = new();
    private readonly Dictionary<string, Queue<Open>> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<Open>> _byName = new(StringComparer.Ordinal);

    public void Add(CallPart call)
    {
        var open = new Open(call);
        _all.Enqueue(open);
        Queue(_byId, call.Id).Enqueue(open);
        Queue(_byName, call.Name).Enqueue(open);
    }

    /// <summary>The oldest call of this id, or of this name where the result has no id, or of all where it has neither; it waits no longer. Null when there is none.</summary>
    public CallPart? Take(string? id, string? name)
    {
        var waiting = id is not null ? _byId.GetValueOrDefault(id) : name is not null ? _byName.GetValueOrDefault(name) : _all;
        while (waiting is not null && waiting.TryDequeue(out var open))
        {
            if (open.IsTaken) continue;
            open.IsTaken = true;
            return open.Call;
        }

        return null;
    }

    private static Queue<Open> Queue(Dictionary<string, Queue<Open>> queues, string key)
    {
        if (!queues.TryGetValue(key, out var queue)) queues[key] = queue = new Queue<Open>();
        return queue;
    }

    private sealed class Open(CallPart call)
    {
        public CallPart Call { get; } = call;
        public bool IsTaken { get; set; }
    }
}
