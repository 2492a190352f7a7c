namespace Reprise.Embeddings.Index;

/// <summary>Searches without a lock. What it gives back was in the partition at some moment of the search; what was in it all the time is not overlooked.</summary>
internal sealed class IndexReader(SlotStore slots, PartitionTable partitions, ChangeMarks marks, int dimensions, Lock gate)
{
    /// <summary>Looks without a lock; then the writer's lock gives peace to look.</summary>
    private const int MostLooks = 8;

    /// <summary>Candidates kept by the first pass, besides eight for each match asked for. Each costs about a tenth of a microsecond.</summary>
    private const int LeastCandidates = 128;
    private const int CandidatesForEach = 8;
    private const int MostCandidates = 4096;

    private readonly int _words = Sketch.Words(dimensions);

    public int Search(PartitionKey partition, ReadOnlySpan<sbyte> query, float atLeast, Span<VectorMatch> matches)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            if (!marks.TryStart(partition, out var mark))
            {
                Thread.SpinWait(20);
                continue;
            }

            var cell = partitions.Find(partition);
            var run = cell != CellTable<PartitionKey>.None && Cell.IsRun(cell) ? partitions.RunOf(cell) : null;
            var count = cell == CellTable<PartitionKey>.None || (Cell.IsRun(cell) && run is null) ? 0
                : run is null ? SearchChain(partition, Cell.Number(cell), query, atLeast, matches) : -1;
            if (!marks.IsUnchanged(partition, mark)) continue;
            return count < 0 ? SearchRun(run!, partition, query, atLeast, matches) : count;
        }

        lock (gate)
        {
            var cell = partitions.Find(partition);
            if (cell == CellTable<PartitionKey>.None) return 0;
            return Cell.IsRun(cell) ? SearchRun(partitions.RunOf(cell)!, partition, query, atLeast, matches) : SearchChain(partition, Cell.Number(cell), query, atLeast, matches);
        }
    }

    private int SearchChain(PartitionKey partition, int head, ReadOnlySpan<sbyte> query, float atLeast, Span<VectorMatch> matches)
    {
        var best = new Best(matches, atLeast);
        var square = ByteVector.Multiply(query, query).Square;
        var slot = head;
        // A chain that is being changed may lead anywhere; the mark tells afterwards. It never leads further than a chain is long.
        for (var steps = 0; steps <= Membership.LongestChain && slot >= 0 && slots.ChunkOf(slot) is { } chunk; steps++)
        {
            var index = SlotStore.IndexOf(slot);
            if (slots.Names.Of(chunk.Partitions[index]) != partition) break;
            var (product, other) = ByteVector.Multiply(query, chunk.Vector(index));
            best.Offer(chunk.Id(index), ByteVector.Cosine(product, square, other));
            slot = Volatile.Read(ref chunk.Links[index]);
        }

        return best.Count;
    }

    private int SearchRun(SketchRun run, PartitionKey partition, ReadOnlySpan<sbyte> query, float atLeast, Span<VectorMatch> matches)
    {
        Span<ulong> sketch = stackalloc ulong[_words];
        Sketch.Make(query, sketch);
        Span<int> atDistance = stackalloc int[_words * 64 + 1];
        var keep = Math.Min(MostCandidates, LeastCandidates + CandidatesForEach * matches.Length);
        var candidates = new Candidates(stackalloc ulong[2 * keep], atDistance);
        var blocks = run.Blocks;
        // The newest first: of entries that are equally near, they are kept.
        for (var number = blocks.Length - 1; number >= 0; number--) Sketch.Scan(blocks[number], _words, sketch, number, ref candidates);

        var best = new Best(matches, atLeast);
        var square = ByteVector.Multiply(query, query).Square;
        foreach (var candidate in candidates.Take())
        {
            var place = (int)(uint)candidate;
            if (TryScore(partition, ref blocks[Place.Block(place)].Slots[Place.Index(place)], query, square, out var match)) best.Offer(match.Id, match.Similarity);
        }

        return best.Count;
    }

    /// <summary>The entry at a place, as it is; false when it is gone.</summary>
    private bool TryScore(PartitionKey partition, ref int place, ReadOnlySpan<sbyte> query, int square, out VectorMatch match)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            if (!marks.TryStart(partition, out var mark))
            {
                Thread.SpinWait(20);
                continue;
            }

            var found = TryScoreOnce(partition, ref place, query, square, out match);
            if (marks.IsUnchanged(partition, mark)) return found;
        }

        lock (gate) return TryScoreOnce(partition, ref place, query, square, out match);
    }

    private bool TryScoreOnce(PartitionKey partition, ref int place, ReadOnlySpan<sbyte> query, int square, out VectorMatch match)
    {
        match = default;
        var slot = Volatile.Read(ref place);
        if (slot < 0 || slots.ChunkOf(slot) is not { } chunk) return false;
        var index = SlotStore.IndexOf(slot);
        if (slots.Names.Of(chunk.Partitions[index]) != partition || SlotStore.IsFree(Volatile.Read(ref chunk.Links[index]))) return false;
        var (product, other) = ByteVector.Multiply(query, chunk.Vector(index));
        match = new VectorMatch(chunk.Id(index), ByteVector.Cosine(product, square, other));
        return true;
    }
}
