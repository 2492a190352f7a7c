using System.Buffers;

namespace Reprise.Client.Recording;

/// <summary>
/// What waits for the sink, in order: what is on disk comes first, what is in memory is newer. The batch that is with the sink stays the oldest until it is done.
/// For one thread.
/// </summary>
/// <param name="spill">Where it may wait on disk; null for nowhere.</param>
/// <param name="pack">Whether it waits long enough for its memory to matter.</param>
internal sealed class Backlog(SpillFolder? spill, bool pack)
{
    /// <summary>Lines are kept together up to here: enough to compress well, little enough to be moved.</summary>
    private const int ChunkBytes = 16 * 1024;

    private readonly LinkedList<LineChunk> _chunks = [];
    private readonly ArrayBufferWriter<byte> _open = new();
    private int _openCount;
    private RecordBatch? _flight;
    private long _inMemory;
    private long _bytes;

    /// <summary>Records in memory, those with the sink included.</summary>
    public long InMemory => Volatile.Read(ref _inMemory);

    /// <summary>Records ever added here.</summary>
    public long Added { get; private set; }

    /// <summary>Bytes they take.</summary>
    public long Bytes => _bytes + _open.WrittenCount;

    public SpillFolder? Spill => spill;

    public bool IsEmpty => InMemory == 0 && (spill is null || spill.Count == 0);

    /// <summary>Whether anything is in memory that could go to disk.</summary>
    public bool HasUnspilled => _openCount > 0 || _chunks.Count > 0 || _flight is { Chunks.Count: > 0 };

    /// <summary>Takes the bytes of one line, to be ended by <see cref="Add"/>.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        _open.Write(line);
        _open.Write("\n"u8);
        _openCount++;
        Added++;
        Volatile.Write(ref _inMemory, _inMemory + 1);
        if (_open.WrittenCount >= ChunkBytes) Close();
    }

    /// <summary>The oldest of what waits, for the sink; null when there is nothing. Until it is done or has failed there is no other.</summary>
    public RecordBatch? Take(int mostRecords, int mostBytes)
    {
        if (_flight is not null) throw new InvalidOperationException("A batch is still with the sink.");
        if (spill is { Count: > 0 } && spill.Read(mostRecords, mostBytes) is { } old) return _flight = old;
        Close();
        var chunks = new LinkedList<LineChunk>();
        var lines = new List<RecordLine>();
        var bytes = 0;
        while (_chunks.First is { } first && (chunks.Count == 0 || (lines.Count + first.Value.Count <= mostRecords && bytes + first.Value.Length <= mostBytes)))
        {
            LineChunk.Split(first.Value.Open(), lines);
            bytes += first.Value.Length;
            _chunks.RemoveFirst();
            chunks.AddLast(first);
        }

        return lines.Count == 0 ? null : _flight = new RecordBatch { Lines = lines, Chunks = chunks };
    }

    /// <summary>The sink is done with it.</summary>
    public void Done(RecordBatch batch)
    {
        _flight = null;
        foreach (var chunk in batch.Chunks) Release(chunk);
        if (batch.Mark is { } mark) spill!.Forget(mark);
    }

    /// <summary>It has to be sent again, before everything else.</summary>
    public void Failed(RecordBatch batch)
    {
        _flight = null;
        while (batch.Chunks.Last is { } last)
        {
            batch.Chunks.RemoveLast();
            _chunks.AddFirst(last);
        }
    }

    /// <summary>Puts everything on disk, the batch with the sink first. Stops at what does not fit and throws what files throw; nothing is out of order then.</summary>
    /// <returns>How many went there.</returns>
    public long SpillAll()
    {
        if (spill is null) return 0;
        Close();
        return (_flight is { } flight ? SpillFrom(flight.Chunks, mark => flight.Mark = mark) : 0) + (_flight is { Chunks.Count: > 0 } ? 0 : SpillFrom(_chunks, null));
    }

    /// <summary>Everything that is in memory is given up.</summary>
    public long Clear()
    {
        var lost = _inMemory;
        _open.ResetWrittenCount();
        (_openCount, _bytes, _flight) = (0, 0, null);
        _chunks.Clear();
        Volatile.Write(ref _inMemory, 0);
        return lost;
    }

    private long SpillFrom(LinkedList<LineChunk> chunks, Action<SpillMark>? mark)
    {
        var count = 0L;
        while (chunks.First is { } first && spill!.Append(first.Value.Open().Span, first.Value.Count) is { } end)
        {
            mark?.Invoke(end);
            chunks.RemoveFirst();
            count += first.Value.Count;
            Release(first.Value);
        }

        return count;
    }

    private void Close()
    {
        if (_openCount == 0) return;
        var chunk = LineChunk.Of(_open.WrittenSpan, _openCount, pack);
        _chunks.AddLast(chunk);
        _bytes += chunk.HeldBytes;
        _openCount = 0;
        _open.ResetWrittenCount();
    }

    private void Release(LineChunk chunk)
    {
        _bytes -= chunk.HeldBytes;
        Volatile.Write(ref _inMemory, _inMemory - chunk.Count);
    }
}
