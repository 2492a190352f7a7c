using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Reprise.Cache.Entries;
using Reprise.Embeddings;
using Reprise.Interactions;

namespace Reprise.Storage.Sqlite.Cache;

/// <summary>An entry as a row, and back. SQLite keeps no checksums, so each row has its own: a row that is not what was written is no entry.</summary>
internal static class EntryRow
{
    public const string Columns = "number, scope, exact_high, exact_low, partition_high, partition_low, source_high, source_low, at, expires, pinned, quality, text, checksum";

    private const int Numbers = 12;

    /// <summary>Stands for null in the checksum; no time and no quality is this.</summary>
    private const long Nothing = long.MinValue;
    private const int ChecksumColumn = 13;
    private const int TextColumn = 12;

    /// <summary>Binds all columns in their order, from parameter 1 on.</summary>
    public static void Bind(SqliteStatement statement, CacheEntry entry, long scope)
    {
        Span<long> numbers = [entry.Number, scope, High(entry.Exact.Value), Low(entry.Exact.Value), High(entry.Partition.Value), Low(entry.Partition.Value), High(entry.Source.Value), Low(entry.Source.Value),
            entry.Timestamp.ToUnixTimeMilliseconds(), entry.Expires?.ToUnixTimeMilliseconds() ?? Nothing, entry.IsPinned ? 1 : 0, Quality(entry.Quality)];
        for (var i = 0; i < Numbers; i++) statement.Bind(i + 1, numbers[i]);
        if (entry.Expires is null) statement.BindNull(10);
        statement.Bind(12, entry.Quality);
        if (entry.Text is not { } text)
        {
            statement.BindNull(TextColumn + 1);
            statement.Bind(ChecksumColumn + 1, Checksum(numbers, [], hasText: false));
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var utf8 = buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer));
        statement.BindUtf8(TextColumn + 1, utf8);
        statement.Bind(ChecksumColumn + 1, Checksum(numbers, utf8, hasText: true));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>The entry at which a statement stands; null when it is not what was written.</summary>
    public static CacheEntry? Read(SqliteStatement row, Scopes scopes)
    {
        Span<long> numbers = stackalloc long[Numbers];
        for (var i = 0; i < Numbers - 1; i++) numbers[i] = row.Long(i);
        if (row.IsNull(9)) numbers[9] = Nothing;
        var quality = row.DoubleOrNull(11);
        numbers[11] = Quality(quality);
        var hasText = !row.IsNull(TextColumn);
        var text = hasText ? row.Bytes(TextColumn) : [];
        if (row.Long(ChecksumColumn) != Checksum(numbers, text, hasText) || !scopes.TryGet(numbers[1], out var scope)) return null;
        return new CacheEntry
        {
            Number = numbers[0],
            Project = scope.Project,
            Policy = scope.Policy,
            Generation = scope.Generation,
            Exact = new PartitionKey(Whole(numbers[2], numbers[3])),
            Partition = new PartitionKey(Whole(numbers[4], numbers[5])),
            Source = Id(numbers[6], numbers[7]),
            Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(numbers[8]),
            Expires = numbers[9] == Nothing ? null : DateTimeOffset.FromUnixTimeMilliseconds(numbers[9]),
            IsPinned = numbers[10] != 0,
            Quality = quality,
            Text = hasText ? Encoding.UTF8.GetString(text) : null,
        };
    }

    public static long High(UInt128 value) => (long)(ulong)(value >> 64);

    public static long Low(UInt128 value) => (long)(ulong)value;

    private static UInt128 Whole(long high, long low) => new((ulong)high, (ulong)low);

    private static InteractionId Id(long high, long low)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Whole(high, low));
        return InteractionId.FromBytes(bytes);
    }

    private static long Quality(double? quality) => quality is { } value ? BitConverter.DoubleToInt64Bits(value) : Nothing;

    private static uint Checksum(ReadOnlySpan<long> numbers, ReadOnlySpan<byte> text, bool hasText)
    {
        var crc = hasText ? 1u : 2u;
        foreach (var number in numbers) crc = BitOperations.Crc32C(crc, (ulong)number);
        while (text.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(text));
            text = text[sizeof(ulong)..];
        }

        foreach (var one in text) crc = BitOperations.Crc32C(crc, one);
        return crc;
    }
}
