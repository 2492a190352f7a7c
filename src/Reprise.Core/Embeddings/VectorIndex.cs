using Reprise.Embeddings.Index;

namespace Reprise.Embeddings;

/// <summary>
/// Finds the entries of a partition whose vectors point nearly the same way as a given one. In memory; vectors of one model only, kept as bytes. Any number of
/// threads may search while others add and remove: searches take no lock (only one that finds its partition changed eight times in a row waits for the writer),
/// changes wait for each other.
/// </summary>
/// <remarks>
/// A partition of up to 32 entries is searched whole. In a larger one a first pass compares one bit per dimension for all entries, and the nearest (128, and eight
/// more for each match asked for) are compared exactly. Room of removed entries is used again; it is not given back.
/// </remarks>
public sealed class VectorIndex
{
    private readonly Lock _gate = new();
    private readonly SlotStore _slots;
    private readonly IdTable _ids;
    private readonly PartitionTable _partitions;
    private readonly Membership _membership;
    private readonly IndexReader _reader;

    /// <param name="model">Whose vectors these are.</param>
    public VectorIndex(EmbedderIdentity model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        var marks = new ChangeMarks();
        _slots = new SlotStore(model.Dimensions);
        _ids = new IdTable(_slots);
        _partitions = new PartitionTable(_slots);
        _membership = new Membership(_slots, _partitions, marks, model.Dimensions);
        _reader = new IndexReader(_slots, _partitions, marks, model.Dimensions, _gate);
    }

    public EmbedderIdentity Model { get; }

    /// <summary>Entries in all partitions.</summary>
    public int Count => _ids.Count;

    /// <summary>Adds an entry; one with this id is replaced, wherever it was.</summary>
    /// <param name="id">Any number. Of equally similar entries the highest comes first; of more than a search looks at closely, mostly the latest are looked at.</param>
    /// <param name="partition">Where it is to be found.</param>
    /// <param name="vector">Of any length but 0; it is copied.</param>
    /// <returns>False, and nothing is changed, when the vector has no direction: all zeros, or not all numbers.</returns>
    /// <exception cref="ArgumentException">The vector has not the model's dimensions.</exception>
    public bool Add(long id, PartitionKey partition, ReadOnlySpan<float> vector)
    {
        Span<sbyte> bytes = stackalloc sbyte[Model.Dimensions];
        if (!TryMake(vector, bytes)) return false;
        AddBytes(id, partition, bytes);
        return true;
    }

    /// <returns>False when there was no such entry.</returns>
    public bool Remove(long id)
    {
        lock (_gate) return RemoveLocked(id);
    }

    /// <summary>Removes all entries of a partition.</summary>
    /// <returns>Their ids.</returns>
    public IReadOnlyList<long> RemovePartition(PartitionKey partition)
    {
        lock (_gate)
        {
            var ids = _membership.SlotsOf(partition).ConvertAll(_slots.IdOf);
            foreach (var id in ids) RemoveLocked(id);
            return ids;
        }
    }

    public bool Contains(long id)
    {
        lock (_gate) return _ids.Find(id) != CellTable<long>.None;
    }

    /// <summary>Finds the entries most similar to a vector.</summary>
    /// <param name="partition">Only entries of this one are seen.</param>
    /// <param name="vector">Of any length but 0. One without a direction is like no entry.</param>
    /// <param name="atLeast">The least similarity, -1 to 1.</param>
    /// <param name="matches">Where to put them, best first; its length is how many are wanted.</param>
    /// <returns>How many were found.</returns>
    /// <exception cref="ArgumentException">The vector has not the model's dimensions.</exception>
    public int Search(PartitionKey partition, ReadOnlySpan<float> vector, float atLeast, Span<VectorMatch> matches)
    {
        Span<sbyte> query = stackalloc sbyte[Model.Dimensions];
        if (!TryMake(vector, query) || matches.IsEmpty) return 0;
        return _reader.Search(partition, query, atLeast, matches);
    }

    /// <summary>What the index holds in memory. Takes the writer's lock for some microseconds a partition of more than 32 entries.</summary>
    public VectorMemory Measure()
    {
        lock (_gate)
        {
            var runs = _partitions.Runs.ToList();
            return new VectorMemory(_ids.Count, _slots.VectorBytes, runs.Sum(run => run.SketchBytes), _slots.OtherBytes + _ids.Bytes + _partitions.Bytes + runs.Sum(run => run.OtherBytes));
        }
    }

    /// <summary>Adds a vector as the index keeps it, of the model's dimensions.</summary>
    internal void AddBytes(long id, PartitionKey partition, ReadOnlySpan<sbyte> vector)
    {
        lock (_gate)
        {
            var cell = _ids.Find(id);
            if (cell != CellTable<long>.None && _slots.PartitionOf(Cell.Number(cell)) == partition)
            {
                // Where it stands, so that a search under way cannot pass by both the old and the new one.
                _membership.Change(Cell.Number(cell), vector);
                return;
            }

            var slot = _slots.Take(id, _membership.NameOf(partition), vector);
            _membership.Link(slot);
            _ids.Set(id, Cell.OfSlot(slot));
            if (cell != CellTable<long>.None) Forget(Cell.Number(cell));
        }
    }

    internal bool TryMake(ReadOnlySpan<float> vector, Span<sbyte> bytes)
    {
        if (vector.Length != Model.Dimensions) throw new ArgumentException($"The index holds vectors of {Model.Dimensions} values; this one has {vector.Length}.", nameof(vector));
        return ByteVector.TryMake(vector, bytes);
    }

    /// <summary>Shows every entry, and lets nobody change any meanwhile.</summary>
    internal void ForEach(EntryAction action)
    {
        lock (_gate)
        {
            for (var slot = 0; slot < _slots.Used; slot++)
            {
                if (!SlotStore.IsFree(_slots.Link(slot))) action(_slots.IdOf(slot), _slots.PartitionOf(slot), _slots.VectorOf(slot));
            }
        }
    }

    internal delegate void EntryAction(long id, PartitionKey partition, ReadOnlySpan<sbyte> vector);

    private bool RemoveLocked(long id)
    {
        var cell = _ids.Find(id);
        if (cell == CellTable<long>.None) return false;
        _ids.Remove(id);
        Forget(Cell.Number(cell));
        return true;
    }

    private void Forget(int slot)
    {
        _membership.Unlink(slot);
        _slots.Free(slot);
    }
}
