using Reprise.Embeddings.Files;
using Reprise.Encryption;

namespace Reprise.Embeddings;

/// <summary>
/// Keeps an index in a file: a snapshot, and behind it every later change, so that adding one entry writes one record. When the file is more than twice as long as
/// its live entries need, <see cref="Flush"/> writes it anew beside the old one, which takes its place at once; other changes wait meanwhile (a second for a million
/// entries of 256 dimensions), searches do not. Changes go through here; searches go to the index.
/// </summary>
/// <remarks>
/// Safe for any number of threads. The file is a copy of what a store knows: writes that fail are remembered and made good by the next <see cref="Flush"/>,
/// and changes since the last one may be lost with the power. Marks tell how far the file had got.
/// </remarks>
public sealed class VectorIndexFile : IDisposable
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Files shorter than this are not worth writing anew.</summary>
    private const int SmallFile = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly ISealer? _sealer;
    private readonly byte[] _head;
    private readonly byte[] _pending;
    private FileStream? _file;
    private int _pendingLength;
    private uint _checksum;
    private long? _mark;
    private bool _disposed;

    private VectorIndexFile(string path, VectorIndex index, ISealer? sealer)
    {
        (_path, Index, _sealer) = (path, index, sealer);
        _head = VectorRecord.Head(index.Model);
        _pending = new byte[BufferSize + VectorRecord.LongestSize(index.Model.Dimensions, sealer?.Overhead ?? 0)];
    }

    /// <summary>What is searched.</summary>
    public VectorIndex Index { get; }

    /// <summary>Why the file does not hold the latest changes, when writing failed; null when all is well.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Bytes of the file, what waits to be written included.</summary>
    public long Length
    {
        get
        {
            lock (_gate) return (_file?.Length ?? 0) + _pendingLength;
        }
    }

    /// <summary>Opens a file, or prepares a new one, and fills the index from it. Nobody else may have the file open.</summary>
    /// <param name="path">A file in a folder that exists. One that cannot be used stays as it is until the first <see cref="Flush"/>.</param>
    /// <param name="index">An empty index. Until this returns, nobody else may change it.</param>
    /// <param name="load">How it went. After <see cref="VectorFileLoad.NeedsRebuild"/> the index is empty.</param>
    /// <param name="sealer">Seals vectors and partitions; null where encryption is off. A file of before is made again.</param>
    /// <exception cref="IOException">The file cannot be read, or somebody has it open.</exception>
    public static VectorIndexFile Open(string path, VectorIndex index, out VectorFileLoad load, ISealer? sealer = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        if (index.Count > 0) throw new ArgumentException("The index is not empty.", nameof(index));
        var result = new VectorIndexFile(path, index, sealer);
        if (!File.Exists(path))
        {
            load = new VectorFileLoad(VectorFileState.New, 0, null, null);
            return result;
        }

        var file = OpenFile(path);
        try
        {
            (load, var end, result._checksum) = VectorFileReader.Read(file, index, sealer);
            result._mark = load.Mark;
            if (load.NeedsRebuild) return result;
            if (end < file.Length) file.SetLength(end);
            file.Position = end;
            (result._file, file) = (file, null);
            return result;
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <inheritdoc cref="VectorIndex.Add(long, PartitionKey, ReadOnlySpan{float})"/>
    public bool Add(long id, PartitionKey partition, ReadOnlySpan<float> vector)
    {
        Span<sbyte> bytes = stackalloc sbyte[Index.Model.Dimensions];
        if (!Index.TryMake(vector, bytes)) return false;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Index.AddBytes(id, partition, bytes);
            if (_file is null) return true;
            _pendingLength += WriteAdd(_pending.AsSpan(_pendingLength), ref _checksum, id, partition, bytes);
            WriteWhenFull();
            return true;
        }
    }

    /// <inheritdoc cref="VectorIndex.Remove(long)"/>
    public bool Remove(long id)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!Index.Remove(id)) return false;
            AddNumber(VectorRecord.Remove, id);
            return true;
        }
    }

    /// <summary>Removes all entries of a partition.</summary>
    /// <returns>Their ids.</returns>
    public IReadOnlyList<long> RemovePartition(PartitionKey partition)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var removed = Index.RemovePartition(partition);
            foreach (var id in removed) AddNumber(VectorRecord.Remove, id);
            return removed;
        }
    }

    /// <summary>Notes how far the caller has got in adding what it knows, such as a position in a store. The last note is given back when the file is opened again.</summary>
    public void Mark(long value)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _mark = value;
            AddNumber(VectorRecord.Mark, value);
        }
    }

    /// <summary>Writes what is waiting; the whole file anew when it is new, could not be used, could not be written or has grown too long.</summary>
    /// <param name="toDisk">Also waits until the disk has it.</param>
    /// <exception cref="IOException">It could not be written. The index is whole, and the next call tries again.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Flush(bool toDisk)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_file is not null) Write();
            var needed = _head.Length + (long)Index.Count * VectorRecord.LongestSize(Index.Model.Dimensions, _sealer?.Overhead ?? 0);
            if (_file is null || (_file.Length > SmallFile && _file.Length > 2 * needed)) Rewrite();
            else if (toDisk) _file.Flush(flushToDisk: true);
        }
    }

    /// <summary>Writes the whole file anew, so that it holds no vector that was removed. Throws as <see cref="Flush"/> does.</summary>
    public void Scrub()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_file is not null) Write();
            Rewrite();
        }
    }

    /// <summary>Writes what is waiting, as far as it can be written, and closes the file. A file that could not be used and was never flushed stays as it is.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            if (_file is not null) Write();
            _file?.Dispose();
            _disposed = true;
        }
    }

    private void AddNumber(byte kind, long number)
    {
        if (_file is null) return;
        _pendingLength += VectorRecord.WriteNumber(_pending.AsSpan(_pendingLength), ref _checksum, kind, number);
        WriteWhenFull();
    }

    private void WriteWhenFull()
    {
        if (_pendingLength >= BufferSize) Write();
    }

    /// <summary>Writes what is waiting. When that fails the file has an end nobody knows, and is given up for a new one.</summary>
    private void Write()
    {
        try
        {
            _file!.Write(_pending, 0, _pendingLength);
        }
        catch (IOException e)
        {
            Fault = e;
            _file!.Dispose();
            _file = null;
        }

        _pendingLength = 0;
    }

    /// <summary>
    /// 1. Everything into a file beside. 2. To the disk. 3. In the place of the old one. Whoever opens the file at any moment finds one of the two, whole.
    /// </summary>
    private void Rewrite()
    {
        var beside = _path + ".new";
        try
        {
            using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            {
                _checksum = WriteSnapshot(file);
                file.Flush(flushToDisk: true);
            }

            // Not every system replaces a file that is open.
            _file?.Dispose();
            _file = null;
            File.Move(beside, _path, overwrite: true);
            _file = OpenFile(_path);
            _file.Position = _file.Length;
            Fault = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fault = e;
            throw;
        }
    }

    private uint WriteSnapshot(FileStream file)
    {
        file.Write(_head);
        var checksum = VectorRecord.ChecksumOf(_head);
        var record = new byte[VectorRecord.LongestSize(Index.Model.Dimensions, _sealer?.Overhead ?? 0)];
        var count = 0L;
        Index.ForEach((id, partition, vector) =>
        {
            file.Write(record, 0, WriteAdd(record, ref checksum, id, partition, vector));
            count++;
        });
        if (_mark is { } mark) file.Write(record, 0, VectorRecord.WriteNumber(record, ref checksum, VectorRecord.Mark, mark));
        file.Write(record, 0, VectorRecord.WriteNumber(record, ref checksum, VectorRecord.Seal, count));
        return checksum;
    }

    private int WriteAdd(Span<byte> record, ref uint checksum, long id, PartitionKey partition, ReadOnlySpan<sbyte> vector) => _sealer is null
        ? VectorRecord.WriteAdd(record, ref checksum, id, partition, vector)
        : VectorRecord.WriteSealedAdd(record, ref checksum, id, partition, vector, _sealer);

    private static FileStream OpenFile(string path) => new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
}
