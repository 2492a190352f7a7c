using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Documents;

/// <summary>
/// Writes a record for the world: the columns as they are, <c>request</c> and <c>response</c> read from the bodies by their dialect, facts folded in.
/// Whatever the bodies hold, the result is valid against the published schema. Safe for use from many threads.
/// </summary>
/// <param name="dialects">Finds a dialect by its name; null when there is none.</param>
public sealed class DocumentWriter(Func<string, IDialect?> dialects)
{
    /// <summary>The dialect of records that came without wire bodies: their bodies are their own <c>request</c> and <c>response</c>.</summary>
    public const string OwnDialect = "reprise";

    /// <summary>Members of <see cref="Interaction.Metadata"/> that are the record's own sections and are shown as such.</summary>
    internal const string SecurityKey = "reprise.security";
    internal const string PrivacyKey = "reprise.privacy";

    /// <summary>The whole record.</summary>
    /// <param name="record">As the store gave it.</param>
    /// <param name="bodies">Whether the exact bytes are wanted too.</param>
    public InteractionDocument Write(RecordedInteraction record, bool bodies)
    {
        ArgumentNullException.ThrowIfNull(record);
        var i = record.Interaction;
        var facts = FoldedFacts.Of(record.Facts);
        var metadata = RecordJson.Find(i.Metadata) is { ValueKind: JsonValueKind.Object } found ? found : (JsonElement?)null;
        return new InteractionDocument
        {
            InteractionId = i.Id.ToString(),
            Project = i.Project,
            Timestamp = i.Timestamp,
            Kind = Words.Of(i.Kind),
            Name = i.Name,
            Provider = i.Provider,
            Dialect = i.Dialect,
            Operation = i.Operation,
            Model = i.Model,
            ResponseModel = i.ResponseModel,
            Status = Words.Of(i.Status),
            HttpStatus = i.HttpStatus,
            ErrorCode = i.ErrorCode,
            ErrorMessage = i.ErrorMessage,
            UserId = i.UserId ?? "",
            SessionId = i.SessionId ?? "",
            TraceId = i.TraceId,
            SpanId = i.SpanId,
            ParentId = i.ParentId,
            PromptType = i.PromptType,
            PromptTemplate = i.PromptTemplate,
            Tags = i.Tags.Count == 0 ? null : i.Tags,
            Metadata = Sections.Without(metadata, SecurityKey, PrivacyKey),
            FileMetadata = RecordJson.Find(i.FileMetadata),
            IpAddress = i.IpAddress,
            Country = i.Country,
            Stream = i.Streamed,
            Request = Request(record) with { Query = i.Query, Headers = Sections.Headers(i.RequestHeaders) },
            Response = Response(record),
            Metrics = Sections.Metrics(i, facts),
            Cache = Sections.Cache(i.Cache),
            Replay = Sections.Replay(i.Replay),
            InputHash = i.InputHash,
            PromptHash = i.PromptHash,
            QualityScore = facts.Fold.Quality ?? i.QualityScore,
            Evaluation = Sections.Evaluation(facts),
            Feedback = Sections.Feedback(facts),
            Labels = facts.Fold.Labels.Count == 0 ? null : facts.Fold.Labels,
            Security = NoteSections.Security(i.Security, metadata?.Object(SecurityKey)),
            Privacy = NoteSections.Privacy(i.Privacy, metadata?.Object(PrivacyKey)),
            Facts = record.Facts.Count == 0 ? null : [.. record.Facts.Select(FactDocuments.Of)],
            RecordError = i.RecordError,
            Bodies = bodies ? Bodies(record) : null,
        };
    }

    /// <summary>One row of a list.</summary>
    public static SummaryDocument Summarise(Interaction interaction, IReadOnlyList<Fact> facts)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        var folded = FoldedFacts.Of(facts);
        return new SummaryDocument
        {
            InteractionId = interaction.Id.ToString(),
            Timestamp = interaction.Timestamp,
            Kind = Words.Of(interaction.Kind),
            Name = interaction.Name,
            Provider = interaction.Provider,
            Dialect = interaction.Dialect,
            Model = interaction.Model,
            ResponseModel = interaction.ResponseModel,
            Status = Words.Of(interaction.Status),
            HttpStatus = interaction.HttpStatus,
            ErrorCode = interaction.ErrorCode,
            ErrorMessage = interaction.ErrorMessage,
            UserId = interaction.UserId,
            SessionId = interaction.SessionId,
            TraceId = interaction.TraceId,
            ParentId = interaction.ParentId,
            PromptType = interaction.PromptType,
            PromptTemplate = interaction.PromptTemplate,
            Tags = interaction.Tags.Count == 0 ? null : interaction.Tags,
            Stream = interaction.Streamed,
            FinishReason = interaction.FinishReason,
            PromptPreview = interaction.PromptPreview,
            ContentPreview = interaction.ContentPreview,
            Metrics = Sections.Metrics(interaction, folded),
            Cache = Sections.Cache(interaction.Cache),
            Replay = Sections.Replay(interaction.Replay),
            QualityScore = folded.Fold.Quality ?? interaction.QualityScore,
            Security = NoteSections.Security(interaction.Security, null),
            Privacy = NoteSections.Privacy(interaction.Privacy, null) is { } privacy ? privacy with { Redactions = null } : null,
            Flagged = folded.IsFlagKnown ? folded.Fold.Flagged : null,
            Rating = folded.Fold.Rating,
            Labels = folded.Fold.Labels.Count == 0 ? null : folded.Fold.Labels,
            RecordError = interaction.RecordError,
        };
    }

    private RequestDocument Request(RecordedInteraction record)
    {
        if (record.Request is not { } body || DecodedBody.Find(body) is not { } bytes) return new RequestDocument { Prompt = record.Interaction.PromptPreview };
        var i = record.Interaction;
        if (dialects(i.Dialect) is not { } dialect) return new RequestDocument { Prompt = i.PromptPreview };
        var (method, path) = HttpOperation.Of(i.Operation);
        var request = RecordRequest.Of(dialect.ReadRequest(new WireRequest(method, path, bytes, body.ContentType), details: true));
        return i.Dialect == OwnDialect ? request with { Context = RecordRequest.ContextOf(bytes) } : request;
    }

    private ResponseDocument Response(RecordedInteraction record)
    {
        var i = record.Interaction;
        var columns = new ResponseDocument { Content = i.ContentPreview, CompletionTokens = i.Usage?.CompletionTokens, FinishReason = i.FinishReason };
        if (record.Response is not { } body || DecodedBody.Find(body) is not { } bytes) return columns;
        if (dialects(i.Dialect) is not { } dialect) return columns;
        var read = RecordResponse.Of(dialect.ReadResponse(new WireResponse(i.HttpStatus ?? 200, bytes, body.ContentType)));
        return read with { CompletionTokens = i.Usage?.CompletionTokens ?? read.CompletionTokens, FinishReason = read.FinishReason ?? i.FinishReason };
    }

    private static BodiesDocument Bodies(RecordedInteraction record) => new()
    {
        Request = Body(record.Request),
        Response = Body(record.Response),
        ResponseHeaders = record.ResponseHeaders.Count == 0 ? null : [.. record.ResponseHeaders.Select(h => (string[])[h.Key, h.Value])],
    };

    private static BodyDocument? Body(Body? body)
    {
        if (body is null) return null;
        var isText = Utf8.IsValid(body.Bytes.Span);
        return new BodyDocument
        {
            ContentType = body.ContentType,
            ContentEncoding = body.ContentEncoding,
            Text = isText ? Encoding.UTF8.GetString(body.Bytes.Span) : null,
            Base64 = isText ? null : Convert.ToBase64String(body.Bytes.Span),
            Chunks = body.Chunks.Count == 0 ? null : [.. body.Chunks.Select(c => (int[])[c.Length, c.DelayMs])],
        };
    }
}
