using System.Buffers;
using Reprise.Interactions;

namespace Reprise.Store.Rollups;

/// <summary>
/// A measure as bytes: a version, then variable-length numbers, small ones in one byte. Made to be read quickly straight into sums: an aggregate over a year
/// reads thousands of these. What is read is checked, since it comes from a file.
/// </summary>
internal static class RollupCodec
{
    private const byte Version = 1;

    // More interactions in one granule than any store has; with it no sum below can leave 128 bits.
    private const long MostCount = 1L << 48;

    // Positions reach to 2248.
    private const long MostMilliseconds = (1L << (63 - Position.TieBits)) - 1;

    public static byte[] Write(RollupMeasure measure)
    {
        var writer = new NumberWriter(ArrayPool<byte>.Shared.Rent(1024));
        writer.Byte(Version);
        writer.Number(measure.Count);
        writer.Number(measure.Errors);
        writer.Signed(measure.PromptTokens);
        writer.Signed(measure.CompletionTokens);
        writer.Signed(measure.CachedTokens);
        writer.Signed(measure.CacheWriteTokens);
        writer.Signed(measure.ReasoningTokens);
        writer.Signed(measure.Bytes);
        writer.Number(measure.Costs);
        writer.Signed(measure.CostPico);
        writer.Number(measure.SavedCosts);
        writer.Signed(measure.SavedCostPico);
        writer.Number(measure.Qualities);
        writer.Signed(measure.QualityNano);
        writer.Number(measure.Count == 0 ? 0 : measure.FirstMs);
        writer.Number(measure.Count == 0 ? 0 : measure.LastMs - measure.FirstMs);
        Write(ref writer, measure.Latency);
        Write(ref writer, measure.Ttft);
        return writer.Finish();
    }

    public static void AddTo(RollupMeasure measure, ReadOnlySpan<byte> bytes)
    {
        var reader = new NumberReader(bytes);
        if (reader.Byte() != Version) throw new InvalidDataException("A rollup was written by a version this build does not know.");
        var count = reader.Number(MostCount);
        measure.Count += count;
        measure.Errors += reader.Number(count);
        measure.PromptTokens += Sum(ref reader, count);
        measure.CompletionTokens += Sum(ref reader, count);
        measure.CachedTokens += Sum(ref reader, count);
        measure.CacheWriteTokens += Sum(ref reader, count);
        measure.ReasoningTokens += Sum(ref reader, count);
        // Two lengths each.
        measure.Bytes += Sum(ref reader, 2 * count);
        var costs = reader.Number(count);
        measure.Costs += costs;
        measure.CostPico += Sum(ref reader, costs);
        var saved = reader.Number(count);
        measure.SavedCosts += saved;
        measure.SavedCostPico += Sum(ref reader, saved);
        var qualities = reader.Number(count);
        measure.Qualities += qualities;
        measure.QualityNano += Sum(ref reader, qualities);
        var first = reader.Number(MostMilliseconds);
        var length = reader.Number(MostMilliseconds - first);
        if (count > 0) measure.Widen(first, first + length);
        Read(ref reader, measure.Latency, count);
        Read(ref reader, measure.Ttft, count);
        if (!reader.AtEnd) throw Damaged();
    }

    private static void Write(ref NumberWriter writer, LatencyHistogram histogram)
    {
        writer.Number(histogram.Count);
        if (histogram.Count == 0) return;
        writer.Signed(histogram.Sum);
        var next = 0;
        foreach (var (cell, count) in histogram.Cells)
        {
            writer.Number(cell - next);
            writer.Number(count);
            next = cell + 1;
        }
    }

    private static void Read(ref NumberReader reader, LatencyHistogram histogram, long most)
    {
        var rest = reader.Number(most);
        if (rest == 0) return;
        histogram.AddSum(Sum(ref reader, rest));
        var next = 0;
        while (rest > 0)
        {
            var cell = next + (int)reader.Number(LatencyHistogram.MaxCells);
            if (cell >= LatencyHistogram.MaxCells) throw Damaged();
            var count = reader.Number(rest);
            if (count == 0) throw Damaged();
            histogram.AddCell(cell, count);
            rest -= count;
            next = cell + 1;
        }
    }

    // So many 63-bit numbers cannot add up to more.
    private static Int128 Sum(ref NumberReader reader, long count)
    {
        var sum = reader.Signed();
        return Int128.Abs(sum) <= (Int128)count << 63 ? sum : throw Damaged();
    }

    private static InvalidDataException Damaged() => new("A stored rollup is damaged.");

    private ref struct NumberWriter(byte[] bytes)
    {
        private byte[] _bytes = bytes;
        private int _length;

        public void Byte(byte value)
        {
            Reserve();
            _bytes[_length++] = value;
        }

        public void Number(long value) => Write((ulong)value);

        // Small numbers of either sign in few bytes.
        public void Signed(Int128 value) => Write((UInt128)((value << 1) ^ (value >> 127)));

        public byte[] Finish()
        {
            var result = _bytes.AsSpan(0, _length).ToArray();
            ArrayPool<byte>.Shared.Return(_bytes);
            return result;
        }

        private void Write(UInt128 value)
        {
            Reserve();
            var rest = (ulong)value;
            if (rest == value)
            {
                for (; rest >= 0x80; rest >>= 7) _bytes[_length++] = (byte)(rest | 0x80);
                _bytes[_length++] = (byte)rest;
                return;
            }

            for (; value >= 0x80; value >>= 7) _bytes[_length++] = (byte)((byte)(value & 0x7F) | 0x80);
            _bytes[_length++] = (byte)value;
        }

        // Room for the longest number.
        private void Reserve()
        {
            if (_bytes.Length - _length >= 20) return;
            var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            _bytes.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
    }

    private ref struct NumberReader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _at;

        public readonly bool AtEnd => _at == _bytes.Length;

        public byte Byte() => _at < _bytes.Length ? _bytes[_at++] : throw Damaged();

        public long Number(long most)
        {
            var first = Byte();
            var value = first < 0x80 ? first : Long(first);
            return value <= (UInt128)most ? (long)value : throw Damaged();
        }

        public Int128 Signed()
        {
            var first = Byte();
            var value = first < 0x80 ? first : Long(first);
            return (Int128)(value >> 1) ^ -(Int128)(value & 1);
        }

        private UInt128 Long(byte first)
        {
            var value = (ulong)(first & 0x7F);
            var shift = 7;
            byte part;
            for (; shift < 63; shift += 7)
            {
                part = Byte();
                value |= (ulong)(part & 0x7F) << shift;
                if (part < 0x80) return value;
            }

            var large = (UInt128)value;
            for (; shift < 126; shift += 7)
            {
                part = Byte();
                large |= (UInt128)(part & 0x7F) << shift;
                if (part < 0x80) return large;
            }

            throw Damaged();
        }
    }
}
