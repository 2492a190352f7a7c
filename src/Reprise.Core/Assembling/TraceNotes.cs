using Reprise.Documents;

namespace Reprise.Assembling;

/// <summary>What was said of traces as a whole, for a while: for what is on record of them and what is still to come. Used by one caller at a time.</summary>
internal sealed class TraceNotes(int capacity)
{
    private readonly Dictionary<PieceKey, TraceNote> _notes = [];

    public int Count => _notes.Count;

    /// <summary>Takes a piece in; null when it was there or says nothing new.</summary>
    public TraceNote? Add(HeldPiece held, DateTimeOffset expires)
    {
        var key = KeyOf(held.Piece);
        if (!_notes.TryGetValue(key, out var note)) _notes[key] = note = new TraceNote(key);
        note.Expires = expires;
        if (note.SaysAlready(held)) return null;
        note.Pieces.Add(held);
        note.Content = PieceMerge.Of(note.Pieces.Select(static one => one.Piece));
        return note;
    }

    public void Remove(HeldPiece held)
    {
        var key = KeyOf(held.Piece);
        if (!_notes.TryGetValue(key, out var note) || !note.Pieces.Remove(held)) return;
        if (note.Pieces.Count == 0) _notes.Remove(key);
        else note.Content = PieceMerge.Of(note.Pieces.Select(static one => one.Piece));
    }

    /// <summary>What is said of an interaction's trace; null when nothing is.</summary>
    public InteractionDocument? Of(PieceKey key, string? trace) => trace is not null && _notes.TryGetValue(key with { Key = trace }, out var note) ? note.Content : null;

    /// <summary>Those whose interactions on record are to be amended by now.</summary>
    public IReadOnlyList<TraceNote> DueAt(DateTimeOffset now) => [.. _notes.Values.Where(note => note.Due <= now)];

    public DateTimeOffset? NextDue() => _notes.Values.Min(static note => note.Due);

    /// <summary>Takes out those that nothing is to come for any more, and the oldest beyond the limit.</summary>
    public IReadOnlyList<TraceNote> TakeExpired(DateTimeOffset now)
    {
        var surplus = Math.Max(0, _notes.Count - capacity);
        var gone = _notes.Values.Where(note => note.Expires <= now && note.Due is null).Concat(surplus == 0 ? [] : _notes.Values.Where(static note => note.Due is null).OrderBy(static note => note.Expires).Take(surplus)).Distinct().ToArray();
        foreach (var note in gone) _notes.Remove(note.Key);
        return gone;
    }

    /// <summary>Takes out all.</summary>
    public IReadOnlyList<TraceNote> TakeAll()
    {
        var all = _notes.Values.ToArray();
        _notes.Clear();
        return all;
    }

    private static PieceKey KeyOf(Piece piece) => PieceKey.Of(piece) with { Key = piece.Trace ?? piece.Key };
}

/// <summary>What was said of one trace.</summary>
internal sealed class TraceNote(PieceKey key)
{
    /// <summary>Most different things that are kept of one trace: each costs memory, and a place on disk. What goes beyond stands with the interactions that say it.</summary>
    private const int MostPieces = 256;

    /// <summary>With the trace as key.</summary>
    public PieceKey Key { get; } = key;
    public List<HeldPiece> Pieces { get; } = [];
    public InteractionDocument Content { get; set; } = new();
    public DateTimeOffset Expires { get; set; }

    /// <summary>When its interactions on record are amended; null when they are.</summary>
    public DateTimeOffset? Due { get; set; }

    /// <summary>
    /// Whether a piece is there, or one that says the same with nothing else said in between. Every span of a trace may say whose it is, and a thousand of them say no more than one.
    /// </summary>
    public bool SaysAlready(HeldPiece held)
    {
        if (Pieces.Count >= MostPieces || Pieces.Exists(one => one.Mark == held.Mark)) return true;
        if (Pieces.Find(one => one.Said == held.Said) is not { } same) return false;
        if (held.Piece.At <= same.Piece.At) return true;
        if (Pieces.Exists(one => one != same && one.Piece.At >= same.Piece.At && one.Piece.At <= held.Piece.At)) return false;
        same.Piece = same.Piece with { At = held.Piece.At };
        return true;
    }
}
