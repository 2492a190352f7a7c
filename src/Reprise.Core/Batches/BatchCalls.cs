using System.Buffers;
using System.Text.Json;
using Reprise.Batches.Providers;
using Reprise.Calls;
using Reprise.Capture;
using Reprise.Interactions;

namespace Reprise.Batches;

/// <summary>Talks to batch APIs by the gateway's own sender: with the server's key, and on record without the bodies, since each call in them has a record of its own.</summary>
internal sealed class BatchCalls(BatchServices services)
{
    /// <summary>What is kept of an answer that is no file of results.</summary>
    private const int MostAnswer = 8 << 20;

    /// <summary>The tag of what is sent to carry batches.</summary>
    public const string Tag = "batch-carrier";

    /// <summary>Sends, and hands the answer's pieces to the action, where one is given and the answer is no error; else the answer is in what is returned.</summary>
    public async Task<BatchReply> SendAsync(Batch batch, BatchMessage message, Action<ReadOnlyMemory<byte>>? arriving, CancellationToken cancellationToken)
    {
        var answer = new ArrayBufferWriter<byte>(1024);
        var call = new OutgoingCall
        {
            Project = batch.Project,
            Provider = batch.Provider,
            Method = message.Method,
            Path = message.Path,
            Query = message.Query,
            Body = message.Body,
            ContentType = message.ContentType,
            Labels = new CallLabels { Tags = [Tag], Metadata = $$"""{"batch":"{{batch.Id}}"}""" },
            IsCarrier = true,
            Arriving = arriving ?? Keep,
        };
        using var patience = new CancellationTokenSource(services.Limits.CallTimeout, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var record = (await services.Sender.SendAsync(call, either.Token).ConfigureAwait(false)).Interaction;
            return new BatchReply(record.HttpStatus ?? 0, record.Status == InteractionStatus.Success, answer.WrittenMemory);
        }
        catch (CallRefusedException e)
        {
            return new BatchReply(0, false, default) { Fault = e.Message };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new BatchReply(0, false, default) { Fault = $"The provider did not answer within {services.Limits.CallTimeout}." };
        }

        void Keep(ReadOnlyMemory<byte> piece)
        {
            if (answer.WrittenCount + piece.Length <= MostAnswer) answer.Write(piece.Span);
        }
    }
}

/// <param name="Status">Of HTTP; 0 when nobody answered.</param>
/// <param name="IsSuccess">Whether the answer came whole and is no error.</param>
/// <param name="Body">What was answered, where it was not handed on.</param>
internal sealed record BatchReply(int Status, bool IsSuccess, ReadOnlyMemory<byte> Body)
{
    public string? Fault { get; init; }

    /// <summary>Whether asking again may do better: nobody knows what became of it, or the provider asks for patience.</summary>
    public bool MayPass => !IsSuccess && Status is < 400 or 408 or 409 or 425 or 429 or >= 500;

    /// <summary>The answer as JSON; an empty object when it is none.</summary>
    public JsonElement Json()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonElement.Parse("{}");
        }
    }

    /// <summary>What went wrong, for people: the provider's own words where there are some.</summary>
    public string Why()
    {
        if (Fault is not null) return Fault;
        var json = Json();
        var error = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("error", out var inner) ? inner : json;
        var message = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        var said = message is null ? "" : $": {Preview.Of(message, 300)}";
        return Status == 0 ? $"The provider could not be asked{said}" : $"The provider answered {Status}{said}";
    }
}
