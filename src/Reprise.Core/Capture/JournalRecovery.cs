using Reprise.Interactions;

namespace Reprise.Capture;

/// <content>Finds what an earlier process left behind.</content>
internal sealed partial class Journal
{
    /// <summary>Most refused calls tried again at one start.</summary>
    private const int RefusedMax = 1000;

    /// <summary>
    /// Reads the frames of all files that are there and returns the newest entry of each call. Called once, before the first append. A record that was cut
    /// off by a crash, and what stands behind it, is no call that any client was answered, and is left out.
    /// </summary>
    public IReadOnlyList<JournalEntry> Recover()
    {
        var found = new Dictionary<InteractionId, JournalEntry>();
        lock (_gate)
        {
            if (!Directory.Exists(options.JournalFolder)) return [];
            var files = Directory.EnumerateFiles(options.JournalFolder, "*.journal").Select(Open).OfType<JournalFile>().OrderBy(f => f.Sequence);
            foreach (var file in files.ToArray())
            {
                _sequence = Math.Max(_sequence, file.Sequence);
                _files.Add(file);
                Scan(file, found);
                _bytes += file.Length;
            }

            foreach (var file in _files.Where(f => f.Outstanding == 0).ToArray()) Free(file);
            counters.SetJournalBytes(_bytes);
        }

        if (found.Count > 0) Log.Found(_log, found.Count);
        return [.. found.Values.OrderBy(e => e.File!.Sequence).ThenBy(e => e.Offset)];
    }

    /// <summary>Opens a file for reading back and, where the folder allows it, for writing over; null when it is none of ours.</summary>
    private JournalFile? Open(string path)
    {
        if (long.TryParse(Path.GetFileNameWithoutExtension(path), out var number)) _sequence = Math.Max(_sequence, number);
        var file = OpenAs(path, FileAccess.ReadWrite) ?? OpenAs(path, FileAccess.Read);
        if (file is null) return null;
        Span<byte> head = stackalloc byte[JournalFrame.HeadSize];
        if (Filled(file, head, 0) && JournalFrame.ReadHead(head) is { } sequence)
        {
            file.Continue(sequence, JournalFrame.HeadSize);
            return file;
        }

        file.Handle.Dispose();
        return null;
    }

    private static JournalFile? OpenAs(string path, FileAccess access)
    {
        try
        {
            return new JournalFile(path, File.OpenHandle(path, FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete)) { IsSealed = true, IsReadOnly = access == FileAccess.Read };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Takes back the calls that the store refused in an earlier process; a newer build may read them better.</summary>
    public IEnumerable<CapturedCall> TakeRefused()
    {
        if (!Directory.Exists(RefusedFolder)) yield break;
        foreach (var path in Directory.EnumerateFiles(RefusedFolder, "*.call").Order(StringComparer.Ordinal).Take(RefusedMax).ToArray())
        {
            if (ReadRefused(path) is not { } call) continue;
            yield return call;
            // It is in the journal again by now.
            File.Delete(path);
        }
    }

    /// <summary>Removes refused calls of a kind for good.</summary>
    /// <param name="isMeant">Asked of each that can be read.</param>
    /// <param name="dryRun">Only count.</param>
    /// <returns>How many went, and how many cannot be read and stay.</returns>
    public (int Removed, int Unreadable) RemoveRefused(Func<CapturedCall, bool> isMeant, bool dryRun)
    {
        var (removed, unreadable) = (0, 0);
        if (!Directory.Exists(RefusedFolder)) return default;
        foreach (var path in Directory.EnumerateFiles(RefusedFolder, "*.call").ToArray())
        {
            using var call = ReadRefused(path);
            if (call is null) unreadable++;
            else if (isMeant(call))
            {
                removed++;
                if (!dryRun) File.Delete(path);
            }
        }

        return (removed, unreadable);
    }

    private CapturedCall? ReadRefused(string path)
    {
        try
        {
            return CapturedCallCodec.Read(SealedCall.Open(sealer, File.ReadAllBytes(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Log.NotReadBack(_log, e.Message);
            return null;
        }
    }

    private void Scan(JournalFile file, Dictionary<InteractionId, JournalEntry> found)
    {
        var end = RandomAccess.GetLength(file.Handle);
        var buffer = new byte[64 * 1024];
        while (ReadFrame(file, buffer, file.Length, end) is { } frame)
        {
            if (Matches(file, buffer, frame, out var id))
            {
                file.Outstanding++;
                // A call written twice (its stream's last event came before its end) counts once, as it was last.
                if (found.TryGetValue(id, out var earlier) && earlier.File is { } other) other.Outstanding--;
                found[id] = new JournalEntry(file, frame.Start, frame.Length);
            }
            else if (ReadFrame(file, buffer, frame.End, end) is { } next && Matches(file, buffer, next, out _))
            {
                // What follows is of this round: the record in between was damaged on the disk. Else it was the last, cut off, and what follows is older.
                Log.Damaged(_log, file.Sequence, frame.Start);
                counters.AddFailed();
            }
            else return;

            file.Length = frame.End;
        }
    }

    private static Frame? ReadFrame(JournalFile file, byte[] buffer, long at, long end)
    {
        var bytes = buffer.AsSpan(0, JournalFrame.Size);
        if (at + JournalFrame.Size > end || !Filled(file, bytes, at)) return null;
        var (length, checksum) = JournalFrame.Read(bytes);
        var frame = new Frame(at + JournalFrame.Size, length, checksum);
        return length > CapturedCallCodec.IdOffset + 16 && frame.End <= end ? frame : null;
    }

    private readonly record struct Frame(long Start, int Length, uint Checksum)
    {
        public long End => Start + Length;
    }

    private static bool Matches(JournalFile file, byte[] buffer, Frame frame, out InteractionId id)
    {
        id = default;
        uint checksum = 0;
        for (var done = 0; done < frame.Length;)
        {
            var part = buffer.AsSpan(0, Math.Min(buffer.Length, frame.Length - done));
            if (!Filled(file, part, frame.Start + done)) return false;
            if (done == 0) id = InteractionId.FromBytes(part.Slice(CapturedCallCodec.IdOffset, 16));
            checksum = JournalFrame.Checksum(checksum, part);
            done += part.Length;
        }

        return JournalFrame.Sealed(checksum, file.Sequence) == frame.Checksum;
    }

    private static bool Filled(JournalFile file, Span<byte> span, long offset)
    {
        while (span.Length > 0)
        {
            var read = RandomAccess.Read(file.Handle, span, offset);
            if (read == 0) return false;
            span = span[read..];
            offset += read;
        }

        return true;
    }
}
