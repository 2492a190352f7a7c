using Reprise.Interactions;

namespace Reprise.Capture;

/// <content>Finds what an earlier process left behind.</content>
internal sealed partial class Journal
{
    /// <summary>
    /// Reads the frames of all files that are there and returns the newest entry of each call. Called once, before the first append. A record that was cut
    /// off by a crash, and what may stand behind it, is not a call that any client was answered; it is reported and left out.
    /// </summary>
    public IReadOnlyList<JournalEntry> Recover()
    {
        var found = new Dictionary<InteractionId, JournalEntry>();
        lock (_gate)
        {
            if (!Directory.Exists(options.JournalFolder)) return [];
            foreach (var path in Directory.EnumerateFiles(options.JournalFolder, "*.journal").Order(StringComparer.Ordinal))
            {
                if (!int.TryParse(Path.GetFileNameWithoutExtension(path), out var number)) continue;
                _lastNumber = Math.Max(_lastNumber, number);
                var file = Open(path, number);
                _files.Add(file);
                Scan(file, found);
                _bytes += file.Length;
                if (file.Outstanding == 0) Remove(file);
            }

            counters.SetJournalBytes(_bytes);
        }

        if (found.Count > 0) Log.Found(_log, found.Count);
        return [.. found.Values.OrderBy(e => e.File!.Number).ThenBy(e => e.Offset)];
    }

    private static JournalFile Open(string path, int number)
    {
        // A folder that has become read-only can still be read; its files then stay.
        SafeHandleOf(path, FileAccess.ReadWrite, out var handle);
        if (handle is null) SafeHandleOf(path, FileAccess.Read, out handle);
        return new JournalFile(path, number, handle ?? File.OpenHandle(path)) { IsSealed = true };
    }

    private static void SafeHandleOf(string path, FileAccess access, out Microsoft.Win32.SafeHandles.SafeFileHandle? handle)
    {
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            handle = null;
        }
    }

    private void Scan(JournalFile file, Dictionary<InteractionId, JournalEntry> found)
    {
        var end = RandomAccess.GetLength(file.Handle);
        file.Length = end;
        var offset = (long)JournalFrame.Magic.Length;
        var calls = 0;
        var buffer = new byte[64 * 1024];
        if (end < offset || !Filled(file, buffer.AsSpan(0, (int)offset), 0) || !buffer.AsSpan(0, (int)offset).SequenceEqual(JournalFrame.Magic)) offset = end + 1;
        while (offset + JournalFrame.Size <= end)
        {
            var frame = buffer.AsSpan(0, JournalFrame.Size);
            if (!Filled(file, frame, offset)) break;
            var (length, checksum) = JournalFrame.Read(frame);
            var start = offset + JournalFrame.Size;
            if (length <= CapturedCallCodec.IdOffset + 16 || start + length > end) break;
            if (!Matches(file, buffer, start, length, checksum, out var id)) break;
            var entry = new JournalEntry(file, start, length);
            file.Outstanding++;
            // A call written twice (its stream's last event came before its end) counts once, as it was last.
            if (found.TryGetValue(id, out var earlier) && earlier.File is { } other) other.Outstanding--;
            found[id] = entry;
            calls++;
            offset = start + length;
        }

        if (offset != end) Log.Damaged(_log, file.Number, Math.Min(offset, end), end, calls);
    }

    private static bool Matches(JournalFile file, byte[] buffer, long start, int length, uint checksum, out InteractionId id)
    {
        id = default;
        uint actual = 0;
        for (var done = 0; done < length;)
        {
            var part = buffer.AsSpan(0, Math.Min(buffer.Length, length - done));
            if (!Filled(file, part, start + done)) return false;
            if (done == 0) id = InteractionId.FromBytes(part.Slice(CapturedCallCodec.IdOffset, 16));
            actual = JournalFrame.Checksum(actual, part);
            done += part.Length;
        }

        return actual == checksum;
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
