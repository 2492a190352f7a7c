namespace Reprise.Embeddings.Index;

/// <summary>Finds what there is of a partition: the slot of its newest entry while it is a chain, its run of sketches once it is large.</summary>
internal sealed class PartitionTable(SlotStore slots) : CellTable<PartitionKey>
{
    private readonly Stack<int> _freeRuns = new();
    private SketchRun?[] _runs = [];

    public IEnumerable<SketchRun> Runs => _runs.OfType<SketchRun>();

    /// <summary>Null when the run is gone meanwhile.</summary>
    public SketchRun? RunOf(int cell)
    {
        var runs = Volatile.Read(ref _runs);
        var number = Cell.Number(cell);
        return number < runs.Length ? Volatile.Read(ref runs[number]) : null;
    }

    /// <summary>Keeps a run.</summary>
    /// <returns>The cell that says so.</returns>
    public int Keep(SketchRun run)
    {
        if (_freeRuns.Count == 0)
        {
            var larger = new SketchRun?[Math.Max(4, _runs.Length * 2)];
            _runs.CopyTo(larger, 0);
            for (var number = larger.Length - 1; number >= _runs.Length; number--) _freeRuns.Push(number);
            Volatile.Write(ref _runs, larger);
        }

        var free = _freeRuns.Pop();
        Volatile.Write(ref _runs[free], run);
        return Cell.OfRun(free);
    }

    /// <summary>Puts another run in the place of one.</summary>
    public void Replace(int cell, SketchRun run) => Volatile.Write(ref _runs[Cell.Number(cell)], run);

    public void Drop(int cell)
    {
        Volatile.Write(ref _runs[Cell.Number(cell)], null);
        _freeRuns.Push(Cell.Number(cell));
    }

    protected override ulong HashOf(PartitionKey key) => key.Hash;

    protected override ulong HashAt(int cell) => Cell.IsRun(cell) ? RunOf(cell)!.Partition.Hash : slots.PartitionOf(Cell.Number(cell)).Hash;

    protected override bool Is(int cell, PartitionKey key)
    {
        if (Cell.IsRun(cell)) return RunOf(cell)?.Partition == key;
        var slot = Cell.Number(cell);
        return slots.ChunkOf(slot) is { } chunk && slots.Names.Of(chunk.Partitions[SlotStore.IndexOf(slot)]) == key;
    }
}
