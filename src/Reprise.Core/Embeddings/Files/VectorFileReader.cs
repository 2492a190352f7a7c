using Reprise.Encryption;

namespace Reprise.Embeddings.Files;

/// <summary>
/// Reads a file of vectors twice: first it makes sure of every byte, then it adds. So nothing of a damaged file is ever in the index.
/// </summary>
internal static class VectorFileReader
{
    private const int BufferSize = 1 << 20;

    /// <param name="file">Read from its start.</param>
    /// <param name="index">Gets the entries.</param>
    /// <returns>How it went, and when something was read where the next record goes and which checksum it goes on from.</returns>
    /// <param name="sealer">Opens what is sealed; null where encryption is off.</param>
    public static (VectorFileLoad Load, long End, uint Checksum) Read(FileStream file, VectorIndex index, ISealer? sealer)
    {
        var head = VectorRecord.Head(index.Model);
        var start = new byte[Math.Min(file.Length, ushort.MaxValue * 2 + 64)];
        file.Position = 0;
        file.ReadExactly(start);
        if (!start.AsSpan().StartsWith(head))
        {
            return VectorRecord.IsHead(start) ? Unusable(VectorFileState.OtherModel, "The vectors are of another model.") : Unusable(VectorFileState.Damaged, "It does not begin like a file of vectors.");
        }

        var (end, checksum, wrong) = Verify(file, head, index.Model.Dimensions, sealer);
        if (wrong is not null) return Unusable(VectorFileState.Damaged, wrong);
        long? mark = null;
        var overhead = sealer?.Overhead ?? 0;
        var buffer = new byte[VectorRecord.LongestSize(index.Model.Dimensions, overhead)];
        var input = Open(file, head.Length);
        for (long at = head.Length; at < end;)
        {
            var record = ReadRecord(input, buffer, index.Model.Dimensions, overhead, end - at);
            Apply(index, record, sealer, ref mark);
            at += record.Length;
        }

        return end == file.Length
            ? (new VectorFileLoad(VectorFileState.Loaded, index.Count, mark, null), end, checksum)
            : (new VectorFileLoad(VectorFileState.Shortened, index.Count, mark, $"It ends after byte {end} of {file.Length} with a record that is not whole."), end, checksum);
    }

    private static (VectorFileLoad Load, long End, uint Checksum) Unusable(VectorFileState state, string detail) => (new VectorFileLoad(state, 0, null, detail), 0, 0);

    private static void Apply(VectorIndex index, ReadOnlySpan<byte> record, ISealer? sealer, ref long? mark)
    {
        var number = VectorRecord.Number(record);
        switch (record[VectorRecord.FrameSize - 1])
        {
            case VectorRecord.Add:
                index.AddBytes(number, VectorRecord.Partition(record), VectorRecord.Vector(record));
                break;
            case VectorRecord.SealedAdd:
                var opened = VectorRecord.Open(record, sealer!);
                index.AddBytes(number, VectorRecord.Partition(opened), VectorRecord.Vector(opened));
                break;
            case VectorRecord.Remove:
                index.Remove(number);
                break;
            case VectorRecord.Mark:
                mark = number;
                break;
        }
    }

    /// <summary>Where the last whole record ends, and what is wrong when that is not good enough.</summary>
    private static (long End, uint Checksum, string? Wrong) Verify(FileStream file, byte[] head, int dimensions, ISealer? sealer)
    {
        var checksum = VectorRecord.ChecksumOf(head);
        var overhead = sealer?.Overhead ?? 0;
        var buffer = new byte[VectorRecord.LongestSize(dimensions, overhead)];
        var (at, entries, isSealed) = ((long)head.Length, 0L, false);
        var input = Open(file, at);
        while (at < file.Length)
        {
            var record = ReadRecord(input, buffer, dimensions, overhead, file.Length - at);
            if (record.IsEmpty || !VectorRecord.IsNext(record, ref checksum)) break;
            var kind = record[VectorRecord.FrameSize - 1];
            if (kind == VectorRecord.Add)
            {
                if (sealer is not null) return (0, 0, "It is from before encryption was turned on.");
                entries++;
            }

            if (kind == VectorRecord.SealedAdd)
            {
                if (!Opens(record, sealer!)) return (0, 0, "It is sealed with another key.");
                entries++;
            }

            if (kind == VectorRecord.Seal)
            {
                if (isSealed || VectorRecord.Number(record) != entries) return (0, 0, "Its seal is not its own.");
                isSealed = true;
            }

            at += record.Length;
        }

        if (!isSealed) return (0, 0, $"Its snapshot is not whole; the record at byte {at} is wrong or missing.");
        // A write that power loss broke off leaves part of a record, or zeros. Anything else behind a wrong record was once whole.
        if (file.Length - at > VectorRecord.LongestSize(dimensions, overhead) && !IsZero(file, at)) return (0, 0, $"The record at byte {at} is wrong.");
        return (at, checksum, null);
    }

    /// <summary>The next record; empty when it is of no known kind or longer than what is left.</summary>
    private static ReadOnlySpan<byte> ReadRecord(BufferedStream input, byte[] buffer, int dimensions, int overhead, long left)
    {
        if (left < VectorRecord.FrameSize) return [];
        input.ReadExactly(buffer, 0, VectorRecord.FrameSize);
        var size = VectorRecord.SizeOf(buffer[VectorRecord.FrameSize - 1], dimensions, overhead);
        if (size == 0 || size > left) return [];
        input.ReadExactly(buffer, VectorRecord.FrameSize, size - VectorRecord.FrameSize);
        return buffer.AsSpan(0, size);
    }

    private static bool Opens(ReadOnlySpan<byte> record, ISealer sealer)
    {
        try
        {
            VectorRecord.Open(record, sealer);
            return true;
        }
        catch (SealException)
        {
            return false;
        }
    }

    private static bool IsZero(FileStream file, long at)
    {
        var input = Open(file, at);
        for (var left = file.Length - at; left > 0; left--)
        {
            if (input.ReadByte() != 0) return false;
        }

        return true;
    }

    /// <summary>A buffer over the file. It is not disposed, since that would close the file.</summary>
    private static BufferedStream Open(FileStream file, long at)
    {
        file.Position = at;
        return new BufferedStream(file, BufferSize);
    }
}
