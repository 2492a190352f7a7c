namespace Reprise.Assembling;

/// <summary>The interactions that wait for more, by key and by when they are due. Used by one caller at a time.</summary>
internal sealed class WaitingPieces
{
    private readonly Dictionary<PieceKey, OpenInteraction> _open = [];
    private readonly PriorityQueue<PieceKey, DateTimeOffset> _due = new();

    public int Count => _open.Count;

    /// <summary>Of their pieces.</summary>
    public long Bytes { get; private set; }

    public IEnumerable<OpenInteraction> All => _open.Values;

    public OpenInteraction? Find(PieceKey key) => _open.GetValueOrDefault(key);

    /// <summary>Takes a piece in; null when the same one waits already.</summary>
    public OpenInteraction? Add(HeldPiece held, DateTimeOffset now)
    {
        var key = PieceKey.Of(held.Piece);
        if (!_open.TryGetValue(key, out var open)) _open[key] = open = new OpenInteraction(key, now);
        if (open.Pieces.Exists(one => one.Mark == held.Mark)) return null;
        open.Pieces.Add(held);
        Bytes += held.Json.Length;
        return open;
    }

    /// <summary>Says when one is due; the last word counts.</summary>
    public void SetDue(OpenInteraction open, DateTimeOffset due)
    {
        open.Due = due;
        _due.Enqueue(open.Key, due);
    }

    /// <summary>Takes a piece back that could not be kept.</summary>
    public void Remove(HeldPiece held)
    {
        var key = PieceKey.Of(held.Piece);
        if (!_open.TryGetValue(key, out var open) || !open.Pieces.Remove(held)) return;
        Bytes -= held.Json.Length;
        if (open.Pieces.Count == 0) _open.Remove(key);
    }

    /// <summary>Takes one out as a whole.</summary>
    public void Remove(OpenInteraction open)
    {
        if (!_open.Remove(open.Key)) return;
        Bytes -= open.Pieces.Sum(static held => (long)held.Json.Length);
    }

    /// <summary>When the next one is due; null when none waits.</summary>
    public DateTimeOffset? NextDue()
    {
        while (_due.TryPeek(out var key, out var due))
        {
            if (_open.TryGetValue(key, out var open) && open.Due == due) return due;
            _due.Dequeue();
        }

        return null;
    }

    /// <summary>Those that are due, at most so many, which stay until they are taken out.</summary>
    public IReadOnlyList<OpenInteraction> DueAt(DateTimeOffset now, int most)
    {
        var due = new List<OpenInteraction>();
        while (due.Count < most && NextDue() is { } next && next <= now) due.Add(_open[_due.Dequeue()]);
        return due;
    }

    /// <summary>Makes the oldest due, so many that the limits hold again.</summary>
    /// <returns>How many.</returns>
    public int Hurry(int mostCount, long mostBytes, DateTimeOffset now)
    {
        if (_open.Count <= mostCount && Bytes <= mostBytes) return 0;
        var (count, bytes, hurried) = (_open.Count, Bytes, 0);
        foreach (var open in _open.Values.OrderBy(static open => open.Since).TakeWhile(_ => count > mostCount * 9L / 10 || bytes > mostBytes / 10 * 9).ToArray())
        {
            count--;
            bytes -= open.Pieces.Sum(static held => (long)held.Json.Length);
            if (open.Due <= now) continue;
            SetDue(open, now);
            hurried++;
        }

        return hurried;
    }
}
