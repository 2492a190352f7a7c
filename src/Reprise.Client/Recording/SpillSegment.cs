using System.Globalization;

namespace Reprise.Client.Recording;

/// <summary>One file of records that wait. Only the process that made it writes to it, so a line that was cut short can only be the last one of a process that is gone.</summary>
internal sealed class SpillSegment : IDisposable
{
    private const string Ending = ".jsonl";
    private const int Piece = 256 * 1024;

    private readonly string _path;
    private FileStream? _file;

    private SpillSegment(string path, long number, FileStream? file) => (_path, Number, _file, IsOurs) = (path, number, file, file is not null);

    public long Number { get; }

    /// <summary>Whether it may be written on.</summary>
    public bool IsOurs { get; }

    public long Length { get; private set; }

    public long Count { get; set; }

    public static SpillSegment Create(string lane, long number)
    {
        var path = Path.Combine(lane, number.ToString("00000000", CultureInfo.InvariantCulture) + Ending);
        return new SpillSegment(path, number, OwnerOnly.Open(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read));
    }

    /// <summary>Those an earlier process has left, in order.</summary>
    public static IEnumerable<SpillSegment> Find(string lane)
    {
        var found = new List<SpillSegment>();
        foreach (var path in Directory.EnumerateFiles(lane, "*" + Ending))
        {
            if (!long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) continue;
            var segment = new SpillSegment(path, number, null) { Length = new FileInfo(path).Length };
            segment.Count = segment.CountBetween(0, segment.Length);
            found.Add(segment);
        }

        return found.OrderBy(static segment => segment.Number);
    }

    /// <summary>A try that failed half way is written over by the next.</summary>
    public void Write(ReadOnlySpan<byte> lines)
    {
        RandomAccess.Write(File().SafeFileHandle, lines, Length);
        Length += lines.Length;
    }

    /// <summary>Whole lines from there on, or what is left where the last one was cut short; empty at the end.</summary>
    public ReadOnlyMemory<byte> Read(long offset, int mostBytes, int mostLines, out long end)
    {
        var size = Math.Max(1, mostBytes);
        while (true)
        {
            var bytes = new byte[Math.Min(size, Length - offset)];
            var count = 0;
            while (count < bytes.Length && RandomAccess.Read(File().SafeFileHandle, bytes.AsSpan(count), offset + count) is > 0 and var read) count += read;
            var lines = bytes.AsMemory(0, Limit(bytes.AsSpan(0, count), mostLines));
            if (!lines.IsEmpty || offset + count >= Length || count < bytes.Length)
            {
                if (lines.IsEmpty) lines = bytes.AsMemory(0, count);
                end = offset + lines.Length;
                return lines;
            }

            // One line longer than that.
            size = checked(size * 2);
        }
    }

    /// <summary>A last line that was cut short counts.</summary>
    public long CountBetween(long from, long to)
    {
        var bytes = new byte[Piece];
        var lines = 0L;
        while (from < to && RandomAccess.Read(File().SafeFileHandle, bytes.AsSpan(0, (int)Math.Min(Piece, to - from)), from) is > 0 and var read)
        {
            lines += bytes.AsSpan(0, read).Count((byte)'\n');
            from += read;
            if (from == Length && bytes[read - 1] != '\n') lines++;
        }

        return lines;
    }

    public void Delete()
    {
        Dispose();
        System.IO.File.Delete(_path);
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private FileStream File() => _file ??= OwnerOnly.Open(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    /// <summary>Where the last whole line ends, of at most so many.</summary>
    private static int Limit(ReadOnlySpan<byte> bytes, int mostLines)
    {
        var at = 0;
        for (var lines = 0; lines < mostLines; lines++)
        {
            var next = bytes[at..].IndexOf((byte)'\n');
            if (next < 0) break;
            at += next + 1;
        }

        return at;
    }
}
