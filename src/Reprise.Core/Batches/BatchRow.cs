using System.Buffers;
using System.Text.Json.Serialization;
using Reprise.Capture;
using Reprise.Interactions;

namespace Reprise.Batches;

/// <summary>One call of a batch: waiting, or what became of it.</summary>
public sealed record BatchRow
{
    /// <summary>Of its interaction, and the name under which the provider knows the call.</summary>
    public required string Id { get; init; }

    /// <summary>What its sender calls it.</summary>
    public string? CustomId { get; init; }
    public RowState State { get; set; }

    /// <summary>The call as the privacy policy left it, in the journal's format; gone when it is on record.</summary>
    public byte[]? Data { get; set; }

    /// <summary>Of how many further settings its data is made up; 0 when it stands here.</summary>
    public int Pieces { get; set; }

    internal static byte[] DataOf(CapturedCall call)
    {
        var head = new ArrayBufferWriter<byte>();
        CapturedCallCodec.WriteHead(call, head);
        var body = call.Request?.Bytes ?? default;
        var data = new byte[head.WrittenCount + body.Length];
        head.WrittenSpan.CopyTo(data);
        body.Span.CopyTo(data.AsSpan(head.WrittenCount));
        return data;
    }

    /// <summary>The call to be completed and recorded; null when it is on record.</summary>
    internal CapturedCall? Call()
    {
        if (Data is null) return null;
        var call = CapturedCallCodec.Read(Data);
        call.IsTakenBefore = true;
        return call;
    }

    [JsonIgnore]
    internal InteractionId InteractionId => InteractionId.Parse(Id);
}

[JsonConverter(typeof(JsonStringEnumConverter<RowState>))]
public enum RowState
{
    [JsonStringEnumMemberName("waiting")] Waiting,
    [JsonStringEnumMemberName("succeeded")] Succeeded,
    [JsonStringEnumMemberName("failed")] Failed,
    [JsonStringEnumMemberName("expired")] Expired,
    [JsonStringEnumMemberName("cancelled")] Cancelled,
    [JsonStringEnumMemberName("unanswered")] Unanswered,
    [JsonStringEnumMemberName("erased")] Erased,
}
