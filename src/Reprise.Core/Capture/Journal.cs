using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Reprise.Capture;

/// <summary>
/// The queue on disk between capture and store. A call is written here before its answer is complete for the client, so that a killed process loses nothing
/// that a client has been answered; a file goes when everything in it is stored. Safe for use from many threads; never throws into the caller.
/// </summary>
/// <remarks>
/// Records are handed to the operating system and not forced to the platter: they survive the process, not a power cut within the last seconds. A write
/// costs 3 to 5 µs for 3 KB; forcing each would cost milliseconds of every answer.
/// </remarks>
internal sealed partial class Journal(CaptureOptions options, CaptureCounters counters, TimeProvider time, ILogger<Journal>? log = null) : IDisposable
{
    /// <summary>Records up to this size are copied together and written at once; larger ones are gathered from their parts.</summary>
    private const int CopyLimit = 128 * 1024;

    /// <summary>After a failure the next try waits this long, so that a full disk does not cost a system call for each call.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest a caller waits for the disk before its call goes on in memory alone.</summary>
    private static readonly TimeSpan PatienceMax = TimeSpan.FromMilliseconds(100);

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_head;

    private readonly ILogger _log = log ?? NullLogger<Journal>.Instance;
    private readonly Lock _gate = new();
    private readonly List<JournalFile> _files = [];
    private JournalFile? _active;
    private int _lastNumber;
    private long _bytes;
    private long _retryAt;

    /// <summary>Appends a call. An entry that is not journalled means it could not be done; the call then lives in memory alone.</summary>
    public JournalEntry Append(CapturedCall call)
    {
        var head = t_head ??= new ArrayBufferWriter<byte>(1024);
        head.ResetWrittenCount();
        JournalFrame.Write(head.GetSpan(JournalFrame.Size), 0, 0);
        head.Advance(JournalFrame.Size);
        CapturedCallCodec.WriteHead(call, head);
        var headLength = head.WrittenCount - JournalFrame.Size;
        var request = call.Request?.Bytes ?? default;
        var response = call.Response?.Bytes ?? default;
        var length = (long)headLength + request.Length + response.Length;
        if (length > int.MaxValue) return default;

        var record = ArrayPool<byte>.Shared.Rent((int)Math.Min(length + JournalFrame.Size, CopyLimit));
        try
        {
            var checksum = JournalFrame.Checksum(0, head.WrittenSpan[JournalFrame.Size..]);
            checksum = JournalFrame.Checksum(checksum, request.Span);
            checksum = JournalFrame.Checksum(checksum, response.Span);
            ReadOnlyMemory<byte>[]? parts = null;
            if (length + JournalFrame.Size <= CopyLimit)
            {
                head.WrittenSpan.CopyTo(record);
                request.Span.CopyTo(record.AsSpan(head.WrittenCount));
                response.Span.CopyTo(record.AsSpan(head.WrittenCount + request.Length));
                JournalFrame.Write(record, (int)length, checksum);
            }
            else
            {
                var frame = head.WrittenSpan.ToArray();
                JournalFrame.Write(frame, (int)length, checksum);
                parts = [frame, request, response];
            }

            return Write(record.AsMemory(0, (int)Math.Min(length + JournalFrame.Size, CopyLimit)), parts, (int)length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(record);
        }
    }

    /// <summary>Says that the calls at these entries are stored; files with nothing else in them are removed.</summary>
    public void Release(IReadOnlyList<JournalEntry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                if (entry.File is not { } file) continue;
                file.Outstanding--;
                if (file.Outstanding > 0) continue;
                if (file.IsSealed) Remove(file);
                else if (file.Length >= 1 << 20) Empty(file);
            }

            counters.SetJournalBytes(_bytes);
        }
    }

    /// <summary>Keeps a call that the store refuses in a file of its own, for a person to look at.</summary>
    public void SetAside(CapturedCall call)
    {
        try
        {
            var folder = Path.Combine(options.JournalFolder, "refused");
            Directory.CreateDirectory(folder);
            var head = new ArrayBufferWriter<byte>(1024);
            CapturedCallCodec.WriteHead(call, head);
            using var file = File.Create(Path.Combine(folder, $"{call.Id}.call"));
            file.Write(head.WrittenSpan);
            file.Write((call.Request?.Bytes ?? default).Span);
            file.Write((call.Response?.Bytes ?? default).Span);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            counters.JournalIs(healthy: false, $"A refused call could not be set aside: {e.Message}");
        }
    }

    /// <summary>Reads a call back. Throws <see cref="InvalidDataException"/> or <see cref="IOException"/> when it is damaged.</summary>
    public static CapturedCall Read(JournalEntry entry)
    {
        var bytes = new byte[entry.Length];
        var done = 0;
        while (done < bytes.Length)
        {
            var read = RandomAccess.Read(entry.File!.Handle, bytes.AsSpan(done), entry.Offset + done);
            if (read == 0) throw new InvalidDataException("A call in the journal is cut off.");
            done += read;
        }

        var call = CapturedCallCodec.Read(bytes);
        call.Entry = entry;
        return call;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var file in _files.ToArray())
            {
                if (file.Outstanding == 0) Remove(file);
                else file.Handle.Dispose();
            }

            _files.Clear();
            _active = null;
        }
    }

    private JournalEntry Write(ReadOnlyMemory<byte> record, ReadOnlyMemory<byte>[]? parts, int length)
    {
        if (!_gate.TryEnter(PatienceMax)) return Failed("the disk did not answer in time");
        try
        {
            if (time.GetTimestamp() < _retryAt) return default;
            if (_bytes + length > options.JournalMaxBytes) return Failed($"the journal has reached its limit of {options.JournalMaxBytes} bytes");
            var file = _active is { } active && active.Length < options.JournalFileBytes ? active : Begin();
            if (parts is null) RandomAccess.Write(file.Handle, record.Span, file.Length);
            else RandomAccess.Write(file.Handle, parts, file.Length);
            var entry = new JournalEntry(file, file.Length + JournalFrame.Size, length);
            file.Length += length + JournalFrame.Size;
            file.Outstanding++;
            _bytes += length + JournalFrame.Size;
            if (!counters.JournalHealthy)
            {
                counters.JournalIs(healthy: true, error: null);
                Log.Recovered(_log);
            }

            counters.SetJournalBytes(_bytes);
            return entry;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            _retryAt = time.GetTimestamp() + (long)(RetryAfter.TotalSeconds * time.TimestampFrequency);
            return Failed(e.Message);
        }
        finally
        {
            _gate.Exit();
        }
    }

    private JournalEntry Failed(string reason)
    {
        var message = $"The journal cannot be written: {reason}";
        if (counters.JournalHealthy) Log.Failed(_log, reason);
        counters.JournalIs(healthy: false, message);
        return default;
    }

    private JournalFile Begin()
    {
        Directory.CreateDirectory(options.JournalFolder);
        if (_active is { } full)
        {
            full.IsSealed = true;
            _active = null;
            if (full.Outstanding == 0) Remove(full);
        }

        var number = _lastNumber + 1;
        var path = Path.Combine(options.JournalFolder, $"{number:D8}.journal");
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        var file = new JournalFile(path, number, handle);
        _lastNumber = number;
        RandomAccess.Write(handle, JournalFrame.Magic, 0);
        file.Length = JournalFrame.Magic.Length;
        _bytes += file.Length;
        _files.Add(file);
        return _active = file;
    }

    /// <summary>Starts the active file over: everything in it is stored.</summary>
    private void Empty(JournalFile file)
    {
        _bytes -= file.Length - JournalFrame.Magic.Length;
        file.Length = JournalFrame.Magic.Length;
        RandomAccess.SetLength(file.Handle, file.Length);
    }

    private void Remove(JournalFile file)
    {
        _files.Remove(file);
        _bytes -= file.Length;
        file.Handle.Dispose();
        try
        {
            File.Delete(file.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is read again at the next start and found to be stored: no harm but the space.
            Log.NotRemoved(_log, file.Number, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Error, "The journal cannot be written ({Reason}); calls are held in memory until it can")]
        public static partial void Failed(ILogger logger, string reason);

        [LoggerMessage(1002, LogLevel.Information, "The journal is written again")]
        public static partial void Recovered(ILogger logger);

        [LoggerMessage(1003, LogLevel.Warning, "Journal file {Number} could not be removed: {Reason}")]
        public static partial void NotRemoved(ILogger logger, int number, string reason);

        [LoggerMessage(1004, LogLevel.Warning, "Journal file {Number} is damaged at byte {Offset} of {Length}; {Calls} calls before it are recovered")]
        public static partial void Damaged(ILogger logger, int number, long offset, long length, int calls);

        [LoggerMessage(1005, LogLevel.Information, "Found {Calls} calls in the journal that may not be stored yet")]
        public static partial void Found(ILogger logger, int calls);
    }
}
