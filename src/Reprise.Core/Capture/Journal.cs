using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Reprise.Encryption;
using Reprise.Store;

namespace Reprise.Capture;

/// <summary>
/// The queue on disk between capture and store. A call is written here before its answer is complete for the client, so that a killed process loses nothing
/// that a client has been answered. Safe for use from many threads; never throws into the caller.
/// </summary>
/// <remarks>
/// Records are handed to the operating system and not forced to the platter: they survive the process, not a power cut within the last seconds. A write
/// costs a few microseconds; forcing each would cost milliseconds of every answer.
/// </remarks>
internal sealed partial class Journal(CaptureOptions options, CaptureCounters counters, TimeProvider time, ILogger<Journal>? log = null, ISealer? sealer = null) : IDisposable
{
    /// <summary>Records up to this size are copied together and written at once; larger ones are gathered from their parts.</summary>
    private const int CopyLimit = 128 * 1024;

    /// <summary>Files kept for writing over while the journal is busy.</summary>
    private const int SparesMax = 2;

    /// <summary>After a failure the next try waits this long, so that a full disk does not cost a system call for each call.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest a caller waits for the disk before its call goes on in memory alone.</summary>
    private static readonly TimeSpan PatienceMax = TimeSpan.FromMilliseconds(100);

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_head;

    private string RefusedFolder => Path.Combine(options.JournalFolder, "refused");

    private readonly ILogger _log = log ?? NullLogger<Journal>.Instance;
    private readonly Lock _gate = new();
    private readonly List<JournalFile> _files = [];
    private readonly Stack<JournalFile> _spares = [];
    private JournalFile? _active;
    private JournalLock? _lock;
    private bool _isShared = true;
    private long _sequence;
    private long _bytes;
    private long _retryAt;

    /// <summary>Whose the folder is; null while it is not locked.</summary>
    public JournalInstance? Instance
    {
        get
        {
            lock (_gate) return _lock?.Instance;
        }
    }

    /// <summary>
    /// Takes the folder for this process alone, before anything in it is read or written. Throws <see cref="StoreException"/> when another process has it. A folder
    /// that cannot be locked for another reason cannot be written either, and is locked when it can.
    /// </summary>
    public void Lock()
    {
        lock (_gate)
        {
            _isShared = false;
            try
            {
                _lock ??= JournalLock.Take(options.JournalFolder, time);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Log.NotLocked(_log, e.Message);
            }
        }
    }

    /// <summary>Appends a call. An entry that is not journalled means it could not be done; the call then lives in memory alone.</summary>
    public JournalEntry Append(CapturedCall call)
    {
        var head = t_head ??= new ArrayBufferWriter<byte>(1024);
        head.ResetWrittenCount();
        head.GetSpan(JournalFrame.Size)[..JournalFrame.Size].Clear();
        head.Advance(JournalFrame.Size);
        CapturedCallCodec.WriteHead(call, head);
        var request = call.Request?.Bytes ?? default;
        var response = call.Response?.Bytes ?? default;
        var size = head.WrittenCount + (long)request.Length + response.Length;
        if (size > int.MaxValue) return default;
        if (sealer is not null) return AppendSealed(call, head.WrittenSpan[JournalFrame.Size..], request.Span, response.Span);
        var checksum = JournalFrame.Checksum(0, head.WrittenSpan[JournalFrame.Size..]);
        checksum = JournalFrame.Checksum(checksum, request.Span);
        checksum = JournalFrame.Checksum(checksum, response.Span);
        if (size > CopyLimit)
        {
            var first = head.WrittenSpan.ToArray();
            return Write(first, [first, request, response], (int)size, checksum);
        }

        var record = ArrayPool<byte>.Shared.Rent((int)size);
        head.WrittenSpan.CopyTo(record);
        request.Span.CopyTo(record.AsSpan(head.WrittenCount));
        response.Span.CopyTo(record.AsSpan(head.WrittenCount + request.Length));
        var entry = Write(record, null, (int)size, checksum);
        ArrayPool<byte>.Shared.Return(record);
        return entry;
    }

    /// <summary>The same where everything on disk is sealed: one record of id and ciphertext, whatever its size.</summary>
    private JournalEntry AppendSealed(CapturedCall call, ReadOnlySpan<byte> head, ReadOnlySpan<byte> request, ReadOnlySpan<byte> response)
    {
        byte[] record;
        try
        {
            record = SealedCall.Write(sealer!, call.Id, head, request, response, before: JournalFrame.Size);
        }
        catch (Exception e) when (e is SealException or StoreException)
        {
            return Failed(e.Message);
        }

        return Write(record, null, record.Length, JournalFrame.Checksum(0, record.AsSpan(JournalFrame.Size)));
    }

    /// <summary>Says that the calls at these entries are stored; a file with nothing else in it is free to be written over.</summary>
    public void Release(IReadOnlyList<JournalEntry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                if (entry.File is not { } file || --file.Outstanding > 0 || !file.IsSealed) continue;
                Free(file);
            }

            counters.SetJournalBytes(_bytes);
        }
    }

    /// <summary>
    /// Ends the file that is being written, so that it is cleared as soon as everything in it is stored. For whoever deletes from the record: releases are not
    /// written down, and after a crash the whole of a file would be stored again.
    /// </summary>
    public void Seal()
    {
        lock (_gate)
        {
            End();
            counters.SetJournalBytes(_bytes);
        }
    }

    /// <summary>
    /// Clears what is stored off the disk. Called when nothing has come for a while, since a file that is only marked free still holds what people said.
    /// </summary>
    public void Trim()
    {
        lock (_gate)
        {
            if (_active is { Outstanding: 0 } idle)
            {
                _active = null;
                Free(idle);
            }

            while (_spares.TryPop(out var spare)) Delete(spare);
            counters.SetJournalBytes(_bytes);
        }
    }

    /// <summary>Tries, when the last write failed, whether a file can be begun by now. True when the journal can be written.</summary>
    public bool Probe()
    {
        lock (_gate)
        {
            if (counters.JournalHealthy) return true;
            try
            {
                Begin();
                Healed();
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>Reads a call back. Throws <see cref="InvalidDataException"/> or <see cref="IOException"/> when it is damaged.</summary>
    public CapturedCall Read(JournalEntry entry)
    {
        var bytes = new byte[entry.Length];
        if (!Filled(entry.File!, bytes, entry.Offset)) throw new InvalidDataException("A call in the journal is cut off.");
        var call = CapturedCallCodec.Read(SealedCall.Open(sealer, bytes));
        call.Entry = entry;
        return call;
    }

    /// <summary>Keeps a call that the store refuses in a file of its own; it is tried again at the next start. False when that could not be done.</summary>
    public bool SetAside(CapturedCall call)
    {
        try
        {
            var folder = RefusedFolder;
            Directory.CreateDirectory(folder);
            var head = new ArrayBufferWriter<byte>(1024);
            CapturedCallCodec.WriteHead(call, head);
            var (request, response) = (call.Request?.Bytes ?? default, call.Response?.Bytes ?? default);
            var whole = sealer is null ? null : SealedCall.Write(sealer, call.Id, head.WrittenSpan, request.Span, response.Span, before: 0);
            using var file = File.Create(Path.Combine(folder, $"{call.Id}.call"));
            if (whole is not null)
            {
                file.Write(whole);
                return true;
            }

            file.Write(head.WrittenSpan);
            file.Write(request.Span);
            file.Write(response.Span);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SealException or StoreException)
        {
            counters.JournalIs(healthy: false, $"A refused call could not be set aside: {e.Message}");
            return false;
        }
    }

    public void Dispose()
    {
        Trim();
        lock (_gate)
        {
            foreach (var file in _files) file.Handle.Dispose();
            _files.Clear();
            _active = null;
            _lock?.Dispose();
            _lock = null;
        }
    }

    /// <summary>Writes a record. Its frame goes into the bytes left free at the start of <paramref name="first"/>.</summary>
    private JournalEntry Write(byte[] first, ReadOnlyMemory<byte>[]? parts, int size, uint checksum)
    {
        if (!_gate.TryEnter(PatienceMax)) return Failed("the disk did not answer in time");
        try
        {
            if (_retryAt != 0 && time.GetTimestamp() < _retryAt) return default;
            if (_bytes + size > options.JournalMaxBytes) return Failed("it has reached its limit (Capture:JournalMaxBytes)");
            var file = _active is { } active && active.Length + size <= Math.Max(options.JournalFileBytes, JournalFrame.HeadSize + (long)size) ? active : Begin();
            var length = size - JournalFrame.Size;
            JournalFrame.Write(first, length, JournalFrame.Sealed(checksum, file.Sequence));
            if (parts is null) RandomAccess.Write(file.Handle, first.AsSpan(0, size), file.Length);
            else RandomAccess.Write(file.Handle, parts, file.Length);
            var entry = new JournalEntry(file, file.Length + JournalFrame.Size, length);
            file.Length += size;
            file.Outstanding++;
            _bytes += size;
            _retryAt = 0;
            counters.SetJournalBytes(_bytes);
            if (!counters.JournalHealthy) Healed();
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

    private void Healed()
    {
        _retryAt = 0;
        counters.JournalIs(healthy: true, error: null);
        Log.Recovered(_log);
    }

    private JournalEntry Failed(string reason)
    {
        if (!counters.JournalHealthy) return default;
        Log.Failed(_log, reason);
        counters.JournalIs(healthy: false, $"The journal cannot be written: {reason}");
        return default;
    }

    private JournalFile Begin()
    {
        End();
        var file = _spares.TryPop(out var spare) ? spare : Create();
        try
        {
            file.Begin(++_sequence);
        }
        catch (IOException)
        {
            // Its head could not be written: it is no file of the journal yet, and must not stay behind as one.
            Delete(file);
            throw;
        }

        _bytes += file.Length;
        _files.Add(file);
        return _active = file;
    }

    private void End()
    {
        if (_active is not { } full) return;
        full.IsSealed = true;
        _active = null;
        if (full.Outstanding == 0) Free(full);
    }

    private JournalFile Create()
    {
        Directory.CreateDirectory(options.JournalFolder);
        LockLate();
        var path = Path.Combine(options.JournalFolder, $"{++_sequence:D8}.journal");
        return new JournalFile(path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete));
    }

    /// <summary>The folder could not be locked at the start; meanwhile another process may have come.</summary>
    private void LockLate()
    {
        if (_isShared || _lock is not null) return;
        try
        {
            _lock = JournalLock.Take(options.JournalFolder, time);
        }
        catch (StoreException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>Everything in it is stored: it becomes a spare, or goes. A spare is begun at once, so that what is in it is none of its records after a crash.</summary>
    private void Free(JournalFile file)
    {
        _files.Remove(file);
        _bytes -= file.Length;
        if (_spares.Count < SparesMax && file.Length <= options.JournalFileBytes && !file.IsReadOnly && TryBegin(file)) _spares.Push(file);
        else Delete(file);
    }

    private bool TryBegin(JournalFile file)
    {
        try
        {
            file.Begin(++_sequence);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Delete(JournalFile file)
    {
        file.Handle.Dispose();
        try
        {
            File.Delete(file.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is read again at the next start and found to be stored: no harm but the space.
            Log.NotRemoved(_log, file.Sequence, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Error, "The journal cannot be written ({Reason}); calls are held in memory until it can")]
        public static partial void Failed(ILogger logger, string reason);

        [LoggerMessage(1002, LogLevel.Information, "The journal is written again")]
        public static partial void Recovered(ILogger logger);

        [LoggerMessage(1003, LogLevel.Warning, "Journal file {Sequence} could not be removed: {Reason}")]
        public static partial void NotRemoved(ILogger logger, long sequence, string reason);

        [LoggerMessage(1004, LogLevel.Information, "Found {Calls} calls in the journal that may not be stored yet")]
        public static partial void Found(ILogger logger, int calls);

        [LoggerMessage(1005, LogLevel.Error, "Journal file {Sequence} is damaged at byte {Offset}: a call there is lost, those behind it are not")]
        public static partial void Damaged(ILogger logger, long sequence, long offset);

        [LoggerMessage(1006, LogLevel.Warning, "A refused call cannot be read back and stays where it is: {Reason}")]
        public static partial void NotReadBack(ILogger logger, string reason);

        [LoggerMessage(1007, LogLevel.Warning, "The journal folder cannot be locked yet: {Reason}")]
        public static partial void NotLocked(ILogger logger, string reason);
    }
}
