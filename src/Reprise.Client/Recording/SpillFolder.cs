using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Reprise.Client.Recording;

/// <summary>Up to where records on disk are done with.</summary>
/// <param name="Segment">Number of the file.</param>
/// <param name="Offset">Bytes of it.</param>
/// <param name="Count">How many records that are, from where reading began; 0 for those that were never read from disk.</param>
internal readonly record struct SpillMark(long Segment, long Offset, int Count);

/// <summary>
/// Records waiting on disk in their order: lines in files that are written once and removed when all of them are done. Written without force to the platter: what is in
/// it survives the end of the process, not that of the power. Each process has a lane of its own, under a lock that ends with it; lanes nobody works on are
/// taken over. For one thread.
/// </summary>
internal sealed class SpillFolder : IDisposable
{
    private const int MostLanes = 256;
    private const long SegmentBytes = 4 << 20;

    private readonly string _root;
    private readonly long _maxBytes;
    private readonly LinkedList<SpillSegment> _segments = [];
    private FileStream? _lock;
    private string? _lane;
    private long _next = 1;
    private long _offset;
    private long _done;

    public SpillFolder(string root, long maxBytes) => (_root, _maxBytes) = (root, maxBytes);

    /// <summary>Whether a lane was found; until then nothing can be written.</summary>
    public bool IsOpen => _lane is not null;

    /// <summary>Records that wait.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes they take.</summary>
    public long Bytes { get; private set; }

    /// <summary>Lines that turned out to be none, since somebody cut a file short.</summary>
    public long Damaged { get; private set; }

    /// <summary>Takes a lane and what earlier processes have left in all free ones. Throws what files throw.</summary>
    /// <returns>How many records were found.</returns>
    public long Open()
    {
        if (IsOpen) return 0;
        OwnerOnly.CreateFolder(_root);
        for (var number = 0; number < MostLanes && _lane is null; number++)
        {
            var lane = Path.Combine(_root, number.ToString("000", CultureInfo.InvariantCulture));
            if (TryLock(lane) is not { } taken) continue;
            (_lane, _lock) = (lane, taken);
        }

        if (_lane is null) throw new IOException("Every lane of the folder is in use.");
        try
        {
            Load();
        }
        catch
        {
            // Half known it must not be written to: a new file would have the name of one that is there.
            Dispose();
            (Count, Bytes, _offset, _done) = (0, 0, 0, 0);
            throw;
        }

        foreach (var other in Directory.EnumerateDirectories(_root).Order(StringComparer.Ordinal).Where(other => other != _lane).ToList())
        {
            try
            {
                TakeOver(other);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's, or damaged: it stays, and keeps nobody from the others.
            }
        }

        return Count;
    }

    /// <summary>Puts lines behind all others. Throws what files throw; then nothing was added.</summary>
    /// <returns>Where they end; null when the folder is full.</returns>
    public SpillMark? Append(ReadOnlySpan<byte> lines, int count)
    {
        if (_lane is null) throw new IOException("The folder is not open.");
        if (Bytes + lines.Length > _maxBytes) return null;
        if (_segments.Last is not { Value: { IsOurs: true, Length: < SegmentBytes } segment })
        {
            segment = SpillSegment.Create(_lane, _next);
            _next++;
            _segments.AddLast(segment);
        }

        segment.Write(lines);
        segment.Count += count;
        Count += count;
        Bytes += lines.Length;
        return new SpillMark(segment.Number, segment.Length, 0);
    }

    /// <summary>The oldest records, from where was forgotten up to.</summary>
    public RecordBatch? Read(int mostRecords, int mostBytes)
    {
        while (_segments.First is { Value: var segment })
        {
            var bytes = segment.Read(_offset, mostBytes, mostRecords, out var end);
            var lines = new List<RecordLine>();
            LineChunk.Split(bytes, lines);
            var whole = lines.RemoveAll(static line => line.Json.Span is not [(byte)'{', .., (byte)'}']);
            var mark = new SpillMark(segment.Number, end, lines.Count + whole);
            if (lines.Count > 0)
            {
                Damaged += whole;
                return new RecordBatch { Lines = lines, Mark = mark };
            }

            // Nothing legible up to there, or up to the end of the file.
            Damaged += whole;
            if (bytes.IsEmpty) Drop(segment);
            else Forget(mark);
        }

        return null;
    }

    /// <summary>What was read up to there is done, or what was put there has been sent from memory.</summary>
    public void Forget(SpillMark mark)
    {
        while (_segments.First is { Value: var segment } && segment.Number < mark.Segment) Drop(segment);
        if (_segments.First is not { Value: var first } || first.Number != mark.Segment || mark.Offset <= _offset) return;
        var count = first.CountBetween(_offset, mark.Offset);
        Count -= count;
        Bytes -= mark.Offset - _offset;
        _done += count;
        _offset = mark.Offset;
        if (_offset >= first.Length) Drop(first);
        else WriteHead(first.Number);
    }

    public void Dispose()
    {
        foreach (var segment in _segments) segment.Dispose();
        _segments.Clear();
        _lock?.Dispose();
        _lock = null;
        _lane = null;
    }

    private void Drop(SpillSegment segment)
    {
        _segments.Remove(segment);
        Count -= segment.Count - _done;
        Bytes -= segment.Length - _offset;
        (_offset, _done) = (0, 0);
        segment.Delete();
    }

    private string HeadPath => Path.Combine(_lane!, "head");

    /// <summary>Where reading goes on after a kill. What is sent twice because this came too late is known by its id.</summary>
    private void WriteHead(long segment) => OwnerOnly.Write(HeadPath, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{segment:00000000} {_offset:000000000000}\n")));

    private void Load()
    {
        var (number, offset) = ReadHead(_lane!);
        foreach (var segment in SpillSegment.Find(_lane!))
        {
            _segments.AddLast(segment);
            Count += segment.Count;
            Bytes += segment.Length;
        }

        // Never a number again that the head may speak of.
        _next = Math.Max(number, _segments.Last?.Value.Number ?? 0) + 1;
        if (_segments.First is not { Value: var first } || first.Number != number || offset > first.Length) return;
        _offset = offset;
        _done = first.CountBetween(0, offset);
        Count -= _done;
        Bytes -= offset;
    }

    /// <summary>Copies what another lane still has behind our own. A kill in between sends it twice, which its ids make harmless.</summary>
    private void TakeOver(string lane)
    {
        if (!File.Exists(Path.Combine(lane, "lock")) || TryLock(lane) is not { } taken) return;
        using (taken)
        {
            var (number, offset) = ReadHead(lane);
            foreach (var segment in SpillSegment.Find(lane))
            {
                using (segment)
                {
                    var at = segment.Number == number ? Math.Min(offset, segment.Length) : 0;
                    while (segment.Number >= number && segment.Read(at, (int)SegmentBytes, int.MaxValue, out var end) is { IsEmpty: false } lines)
                    {
                        // A last line that was cut short would run into the next one.
                        var whole = lines.Span[..(lines.Span.LastIndexOf((byte)'\n') + 1)];
                        if (!whole.IsEmpty && Append(whole, whole.Count((byte)'\n')) is null) return;
                        at = end;
                    }

                    segment.Delete();
                }
            }

            File.Delete(Path.Combine(lane, "head"));
        }
    }

    private static (long Segment, long Offset) ReadHead(string lane)
    {
        var path = Path.Combine(lane, "head");
        if (!File.Exists(path)) return default;
        var bytes = File.ReadAllBytes(path).AsSpan();
        return Utf8Parser.TryParse(bytes, out long segment, out var used) && used + 1 < bytes.Length && Utf8Parser.TryParse(bytes[(used + 1)..], out long offset, out _)
            && segment is > 0 and < int.MaxValue && offset >= 0 ? (segment, offset) : default;
    }

    private static FileStream? TryLock(string lane)
    {
        OwnerOnly.CreateFolder(lane);
        try
        {
            return OwnerOnly.TryLock(Path.Combine(lane, "lock"));
        }
        catch (UnauthorizedAccessException)
        {
            // The lane of another user, such as of one run with sudo.
            return null;
        }
    }
}
