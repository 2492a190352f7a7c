using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Cache.Answers;

/// <summary>The rules by which an answer may be given again.</summary>
internal static class Keeping
{
    public static string? WhyNot(RecordedInteraction record)
    {
        var interaction = record.Interaction;
        if (interaction.Kind is InteractionKind.Unknown or InteractionKind.Event or InteractionKind.ApiRequest) return CacheReasons.NotCacheable;

        // 1. The call went well. What was logged and not relayed has no HTTP status.
        var isLogged = interaction.Kind is InteractionKind.Tool or InteractionKind.Check or InteractionKind.CliCommand;
        if (interaction.Status is not InteractionStatus.Success) return CacheReasons.AnswerFailed;
        if (interaction.HttpStatus is { } status ? status is < 200 or > 299 : !isLogged) return CacheReasons.AnswerFailed;

        // What a policy took out is missing for everybody, and what it hides is not shown by another way.
        if (BodyMarks.ChangesAnswer(interaction) || BodyMarks.IsRestricted(interaction)) return CacheReasons.Redacted;

        // 2. All of it is on record.
        if (record.Response is not { Bytes.IsEmpty: false } body || body.Bytes.Length != interaction.ResponseBytes) return CacheReasons.AnswerNotRecorded;
        if (CutNotes.IsCut(interaction.RecordError)) return CacheReasons.AnswerNotRecorded;
        if (DecodedBody.Find(body, out var fault) is not { IsEmpty: false } decoded || fault is not null) return CacheReasons.AnswerNotReadable;
        if (isLogged) return null;

        // 3. It says something, up to its end, and no error.
        var answer = DialectCatalog.OfRecord(interaction.Dialect).ReadResponse(new WireResponse(interaction.HttpStatus ?? 200, decoded, body.ContentType));
        if (answer.Error is not null) return CacheReasons.AnswerNotReadable;
        if (answer.ErrorCode is not null || answer.ErrorMessage is not null) return CacheReasons.AnswerFailed;
        if (!answer.IsComplete || !Framing.EndsWhole(decoded.Span)) return CacheReasons.AnswerIncomplete;
        if (interaction.Kind is InteractionKind.Embedding) return null;
        if (FinishReasons.WhyNot(answer.FinishReason, decoded.Span) is { } reason) return reason;
        var isEmpty = string.IsNullOrWhiteSpace(answer.Content) && answer.ToolCalls.Count == 0 && string.IsNullOrWhiteSpace(answer.Refusal);
        return isEmpty ? CacheReasons.AnswerEmpty : null;
    }
}
