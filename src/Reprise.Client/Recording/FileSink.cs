using System.Buffers;
using System.Security.Cryptography;
using Reprise.Client.Recording.Files;

namespace Reprise.Client.Recording;

/// <summary>
/// Writes what a user interaction monitor writes: <c>interactions_YYYY-MM-DD.jsonl</c> with nine fields a line and times in UTC without a zone,
/// <c>user_profiles.json</c> and <c>patterns.json</c>. Users stand there as keyed hashes. Nobody but the owner can read any of it.
/// </summary>
/// <remarks>Profiles and patterns are found from the lines themselves, also those of other processes, each line once. What is not in the nine fields stands in <c>metadata.reprise</c>, contents excepted.</remarks>
public sealed class FileSink : IRecordSink
{
    private const int ShortestKey = 16;
    private readonly FileSinkOptions _options;
    private readonly TimeProvider _time;
    private byte[]? _key;

    /// <param name="options">The folder.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public FileSink(FileSinkOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Folder);
        ArgumentOutOfRangeException.ThrowIfNegative(options.RetentionDays);
        if (options.UserKey.Length is > 0 and < ShortestKey) throw new ArgumentException($"The key for users has {ShortestKey} bytes at least.", nameof(options));
        (_options, _time) = (options, time ?? TimeProvider.System);
    }

    public string Name => "files";

    public TimeSpan FlushInterval => TimeSpan.FromSeconds(60);

    public async Task<int> WriteAsync(IReadOnlyList<RecordLine> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        OwnerOnly.CreateFolder(_options.Folder);
        using var held = await HoldAsync(cancellationToken).ConfigureAwait(false);
        _key ??= Key();

        // 1. The lines, all or none of them.
        var refused = Append(records);

        // 2. What follows from them. If that fails they are on disk all the same, and the next time finds what is missing.
        try
        {
            var book = MonitorBook.Load(_options.Folder);
            book.CatchUp();
            if (_options.RetentionDays > 0) book.Forget(DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime).AddDays(-_options.RetentionDays));
            book.Save();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever it is, such as a state that somebody wrote into: to throw would have the lines written again.
            return refused;
        }

        return refused;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private int Append(IReadOnlyList<RecordLine> records)
    {
        var days = new SortedDictionary<DateOnly, ArrayBufferWriter<byte>>();
        var refused = 0;
        foreach (var record in records)
        {
            if (MonitorLine.TryRead(record.Json, _key, out var day, out var line))
            {
                if (!days.TryGetValue(day, out var lines)) days[day] = lines = new ArrayBufferWriter<byte>();
                lines.Write(line);
                lines.Write("\n"u8);
            }
            else
            {
                refused++;
            }
        }

        var before = new List<(FileStream File, long Length)>();
        try
        {
            foreach (var (day, lines) in days)
            {
                var file = OwnerOnly.Open(MonitorBook.PathOf(_options.Folder, day), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
                before.Add((file, Repaired(file)));
                file.Seek(0, SeekOrigin.End);
                file.Write(lines.WrittenSpan);
            }
        }
        catch
        {
            // They are sent again as a whole, so none may stay.
            foreach (var (file, length) in before) file.SetLength(length);
            throw;
        }
        finally
        {
            foreach (var (file, _) in before) file.Dispose();
        }

        return refused;
    }

    /// <summary>Takes off a last line that a killed process has cut short.</summary>
    private static long Repaired(FileStream file)
    {
        var end = file.Length;
        Span<byte> one = stackalloc byte[1];
        while (end > 0 && RandomAccess.Read(file.SafeFileHandle, one, end - 1) == 1 && one[0] != '\n') end--;
        if (end < file.Length) file.SetLength(end);
        return end;
    }

    private byte[] Key()
    {
        if (!_options.UserKey.IsEmpty) return _options.UserKey.ToArray();
        var path = Path.Combine(_options.Folder, ".user_key");
        if (File.Exists(path) && File.ReadAllBytes(path) is { Length: >= ShortestKey } known) return known;
        var key = RandomNumberGenerator.GetBytes(32);
        OwnerOnly.Write(path, key);
        return key;
    }

    /// <summary>One process at a time.</summary>
    private async Task<FileStream> HoldAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(_options.Folder, ".lock");
        while (true)
        {
            if (OwnerOnly.TryLock(path) is { } held) return held;
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, cancellationToken).ConfigureAwait(false);
        }
    }
}
