namespace Reprise.Embeddings.Index;

/// <summary>Finds the slot of an id. Only for the writer.</summary>
internal sealed class IdTable(SlotStore slots) : CellTable<long>
{
    protected override ulong HashOf(long key) => Bits.Mix((ulong)key);

    protected override ulong HashAt(int cell) => HashOf(slots.IdOf(Cell.Number(cell)));

    protected override bool Is(int cell, long key) => slots.IdOf(Cell.Number(cell)) == key;
}
