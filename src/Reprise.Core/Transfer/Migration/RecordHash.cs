using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Transfer.Migration;

/// <summary>SHA-256 over everything a store keeps of a record: equal for records that are equal in every column, byte and fact.</summary>
public static class RecordHash
{
    public static UInt128 Of(RecordedInteraction record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var i = record.Interaction;
        // Engines keep whole picodollars and give them back with as many zeros as they like.
        var plain = record with
        {
            Interaction = i with { CostUsd = Plain(i.CostUsd), SavedCostUsd = Plain(i.SavedCostUsd) },
            Facts = [.. record.Facts.OrderBy(fact => fact.FactId)],
        };
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, TransferJson.WriterOptions)) ExactRecordWriter.Write(writer, plain);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.WrittenSpan, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static decimal? Plain(decimal? usd) => usd is { } value ? Money.FromPico(Money.ToPico(value)) / 1.000000000000000000000000000m : null;
}
