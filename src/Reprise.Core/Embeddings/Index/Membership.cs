namespace Reprise.Embeddings.Index;

/// <summary>
/// Which entries belong to a partition. A small one is a chain of entries, and costs nothing but a cell: a search computes the similarity of each. A large one has
/// its sketches side by side. Only for the writer; what it changes under a reader's eyes stands between two marks.
/// </summary>
internal sealed class Membership(SlotStore slots, PartitionTable partitions, ChangeMarks marks, int dimensions)
{
    /// <summary>Entries of the longest chain: some microseconds of looking here and there in memory.</summary>
    public const int LongestChain = 32;

    /// <summary>A run with fewer entries becomes a chain again.</summary>
    private const int ShortestRun = LongestChain / 4;

    private readonly int _words = Sketch.Words(dimensions);

    /// <summary>The number of a partition, given now when it has no entry yet.</summary>
    public int NameOf(PartitionKey partition)
    {
        var cell = partitions.Find(partition);
        if (cell == CellTable<PartitionKey>.None) return slots.Names.Take(partition);
        return Cell.IsRun(cell) ? partitions.RunOf(cell)!.Name : slots.NameOf(Cell.Number(cell));
    }

    /// <summary>Lets readers find an entry that is written and not linked yet.</summary>
    public void Link(int slot)
    {
        var partition = slots.PartitionOf(slot);
        var cell = partitions.Find(partition);
        if (cell != CellTable<PartitionKey>.None && Cell.IsRun(cell))
        {
            // No longer free, before a reader can find it; then its place.
            Volatile.Write(ref slots.Link(slot), 0);
            slots.Link(slot) = partitions.RunOf(cell)!.Add(slot, slots.VectorOf(slot));
            return;
        }

        var head = cell == CellTable<PartitionKey>.None ? SlotStore.Last : Cell.Number(cell);
        slots.Link(slot) = head;
        if (LengthOf(head) < LongestChain) partitions.Set(partition, Cell.OfSlot(slot));
        else MakeRun(partition, slot);
    }

    /// <summary>Gives an entry another vector.</summary>
    public void Change(int slot, ReadOnlySpan<sbyte> vector)
    {
        var partition = slots.PartitionOf(slot);
        var cell = partitions.Find(partition);
        marks.Raise(partition);
        vector.CopyTo(slots.VectorOf(slot));
        if (Cell.IsRun(cell)) partitions.RunOf(cell)!.Change(slots.Link(slot), vector);
        marks.Raise(partition);
    }

    /// <summary>Takes an entry out of its partition.</summary>
    public void Unlink(int slot)
    {
        var partition = slots.PartitionOf(slot);
        var cell = partitions.Find(partition);
        marks.Raise(partition);
        if (Cell.IsRun(cell)) UnlinkFromRun(cell, slot);
        else UnlinkFromChain(partition, Cell.Number(cell), slot);
        marks.Raise(partition);
        // Entries keep their slots, so readers may stay with the old run and need no mark.
        if (Cell.IsRun(cell) && partitions.RunOf(cell) is { IsSparse: true } run) partitions.Replace(cell, run.Packed((moved, place) => slots.Link(moved) = place));
    }

    /// <summary>Slots of a partition.</summary>
    public List<int> SlotsOf(PartitionKey partition)
    {
        var cell = partitions.Find(partition);
        if (cell == CellTable<PartitionKey>.None) return [];
        if (Cell.IsRun(cell)) return [.. partitions.RunOf(cell)!.Slots()];
        return ChainOf(Cell.Number(cell));
    }

    private void MakeRun(PartitionKey partition, int head)
    {
        var chain = ChainOf(head);
        chain.Reverse();
        marks.Raise(partition);
        partitions.Set(partition, partitions.Keep(RunOf(partition, chain)));
        marks.Raise(partition);
    }

    private void UnlinkFromChain(PartitionKey partition, int head, int slot)
    {
        var next = slots.Link(slot);
        if (head == slot)
        {
            if (next == SlotStore.Last) RemovePartition(partition, slots.NameOf(slot));
            else partitions.Set(partition, Cell.OfSlot(next));
            return;
        }

        var before = head;
        while (slots.Link(before) != slot) before = slots.Link(before);
        slots.Link(before) = next;
    }

    private void UnlinkFromRun(int cell, int slot)
    {
        var run = partitions.RunOf(cell)!;
        run.Remove(slots.Link(slot));
        if (run.Live >= ShortestRun) return;
        var next = SlotStore.Last;
        foreach (var one in run.Slots())
        {
            slots.Link(one) = next;
            next = one;
        }

        // The cell first: while it says "run", the table asks the run for its key.
        if (next == SlotStore.Last) RemovePartition(run.Partition, run.Name);
        else partitions.Set(run.Partition, Cell.OfSlot(next));
        partitions.Drop(cell);
    }

    /// <summary>The key first: the table compares it with the name.</summary>
    private void RemovePartition(PartitionKey partition, int name)
    {
        partitions.Remove(partition);
        slots.Names.Free(name);
    }

    private SketchRun RunOf(PartitionKey partition, List<int> entries)
    {
        var run = new SketchRun(partition, slots.NameOf(entries[0]), _words);
        foreach (var slot in entries) slots.Link(slot) = run.Add(slot, slots.VectorOf(slot));
        return run;
    }

    private int LengthOf(int head)
    {
        var length = 0;
        for (var slot = head; slot != SlotStore.Last; slot = slots.Link(slot)) length++;
        return length;
    }

    private List<int> ChainOf(int head)
    {
        var chain = new List<int>();
        for (var slot = head; slot != SlotStore.Last; slot = slots.Link(slot)) chain.Add(slot);
        return chain;
    }
}
