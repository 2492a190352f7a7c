using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Evaluation;

/// <summary>What is scored, read once for all evaluators.</summary>
public sealed record EvaluationCase
{
    public required RecordedInteraction Interaction { get; init; }
    public required CallReading Request { get; init; }
    public required AnswerReading Answer { get; init; }

    /// <summary>What the answer should be; null when nobody said.</summary>
    public string? Expected { get; init; }

    /// <summary>The answer to compare with, of the original call for a replay; null when there is none.</summary>
    public RecordedInteraction? Reference { get; init; }
    public AnswerReading? ReferenceAnswer { get; init; }

    /// <summary>Reads both sides with their dialects. Never throws.</summary>
    public static EvaluationCase Of(RecordedInteraction interaction, string? expected = null, RecordedInteraction? reference = null)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        return new EvaluationCase
        {
            Interaction = interaction,
            Request = ReadRequest(interaction),
            Answer = ReadAnswer(interaction),
            Expected = expected,
            Reference = reference,
            ReferenceAnswer = reference is null ? null : ReadAnswer(reference),
        };
    }

    private static CallReading ReadRequest(RecordedInteraction record)
    {
        if (record.Request is not { } body || DecodedBody.Find(body) is not { } bytes) return new CallReading();
        var (method, path) = HttpOperation.Of(record.Interaction.Operation);
        return DialectCatalog.OfRecord(record.Interaction.Dialect).ReadRequest(new WireRequest(method, path, bytes, body.ContentType), details: true);
    }

    private static AnswerReading ReadAnswer(RecordedInteraction record) => record.Response is { } body && DecodedBody.Find(body) is { } bytes
        ? DialectCatalog.OfRecord(record.Interaction.Dialect).ReadResponse(new WireResponse(record.Interaction.HttpStatus ?? 200, bytes, body.ContentType))
        : new AnswerReading();
}
