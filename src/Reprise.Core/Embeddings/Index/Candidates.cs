namespace Reprise.Embeddings.Index;

/// <summary>
/// Keeps about the nearest N of many, in one pass and without sorting: takes all that are nearer than the cutoff, and when full counts how many there are at each
/// distance, keeps the nearest half and lowers the cutoff to theirs.
/// </summary>
internal ref struct Candidates
{
    private readonly Span<ulong> _found;
    private readonly Span<int> _atDistance;
    private int _count;

    /// <param name="found">Twice as many as to keep.</param>
    /// <param name="atDistance">One for each possible distance; all zeros.</param>
    public Candidates(Span<ulong> found, Span<int> atDistance)
    {
        _found = found;
        _atDistance = atDistance;
        Cutoff = atDistance.Length;
    }

    /// <summary>Only what differs in fewer bits is worth offering.</summary>
    public int Cutoff { get; private set; }

    /// <summary>The nearest ones, in no order.</summary>
    public ReadOnlySpan<ulong> Take()
    {
        if (_count > _found.Length / 2) Shrink();
        return _found[.._count];
    }

    /// <returns>The new cutoff.</returns>
    public int Offer(int distance, int block, int index)
    {
        _found[_count++] = ((ulong)distance << 32) | (uint)Place.Of(block, index);
        _atDistance[distance]++;
        if (_count == _found.Length) Shrink();
        return Cutoff;
    }

    private void Shrink()
    {
        var keep = _found.Length / 2;
        var (nearer, last) = (0, 0);
        while (nearer + _atDistance[last] < keep) nearer += _atDistance[last++];
        var ties = keep - nearer;
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            var distance = (int)(_found[i] >> 32);
            if (distance > last || (distance == last && ties-- <= 0)) continue;
            _found[kept++] = _found[i];
        }

        _atDistance[last] = keep - nearer;
        _atDistance[(last + 1)..].Clear();
        _count = kept;
        Cutoff = last;
    }
}
