using System.Text.Json;
using Reprise.Assembling;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Privacy.Policies;

namespace Reprise.Server.Assembling;

/// <summary>
/// Applies a project's privacy policy to a piece before it is kept anywhere, as to a record: it is read, shaped and written again, and of what comes back only those members count that the
/// piece had. Whether the whole is recorded at all is asked when it is there.
/// </summary>
internal sealed class PieceGuard(PrivacyPolicies policies, RecordGuard guard, DocumentReader reader, DocumentWriter writer)
{
    public Piece Shape(Piece piece)
    {
        if (policies.Find(piece.Project) is { ShapesBodies: false, ShapesColumns: false }) return piece;
        var content = piece.Content with { InteractionId = null, Project = null, Timestamp = piece.Content.Timestamp ?? piece.At };
        var read = reader.Read(JsonSerializer.SerializeToUtf8Bytes(content, DocumentJson.Relaxed.InteractionDocument), piece.Project);
        // What cannot be looked into is not kept.
        if (read.Record is not { } record) return piece with { Content = new InteractionDocument { TraceId = piece.Content.TraceId, SpanId = piece.Content.SpanId, RecordError = read.Mistake }, Facts = [] };
        var shaped = guard.Shape(record);
        var facts = piece.Facts.Count == 0 ? piece.Facts : [.. piece.Facts.Select(fact => Shape(fact, piece.Project))];
        return ReferenceEquals(shaped, record) ? piece with { Facts = facts } : piece with { Content = Kept(piece.Content, writer.Write(shaped with { Facts = [] }, bodies: piece.Content.Bodies is not null)), Facts = facts };
    }

    private FactDocument Shape(FactDocument fact, string project)
    {
        if (FactDocuments.ReadKind(fact.Kind) is not { } kind) return fact;
        var shaped = guard.Admit(new Fact { FactId = default, InteractionId = default, Project = project, Kind = kind, Timestamp = default, Name = fact.Name, Value = fact.Value, Text = fact.Text, Author = fact.Author });
        return fact with { Name = shaped.Name, Text = shaped.Text, Author = shaped.Author };
    }

    private static InteractionDocument Kept(InteractionDocument given, InteractionDocument shaped) => given with
    {
        Name = given.Name is null ? null : shaped.Name,
        Operation = given.Operation is null ? null : shaped.Operation,
        ErrorMessage = given.ErrorMessage is null ? null : shaped.ErrorMessage,
        UserId = given.UserId is null ? null : shaped.UserId,
        SessionId = given.SessionId is null ? null : shaped.SessionId,
        TraceId = given.TraceId is null ? null : shaped.TraceId,
        SpanId = given.SpanId is null ? null : shaped.SpanId,
        ParentId = given.ParentId is null ? null : shaped.ParentId,
        PromptType = given.PromptType is null ? null : shaped.PromptType,
        PromptTemplate = given.PromptTemplate is null ? null : shaped.PromptTemplate,
        Tags = given.Tags is null ? null : shaped.Tags,
        Metadata = given.Metadata is null ? null : shaped.Metadata,
        FileMetadata = given.FileMetadata is null ? null : shaped.FileMetadata,
        IpAddress = given.IpAddress is null ? null : shaped.IpAddress,
        Request = given.Request is null ? null : Kept(given.Request, shaped.Request),
        Response = given.Response is null ? null : Kept(given.Response, shaped.Response),
        Bodies = given.Bodies is null ? null : shaped.Bodies,
        PromptHash = shaped.PromptHash is null ? null : given.PromptHash,
        InputHash = shaped.InputHash is null ? null : given.InputHash,
        Privacy = shaped.Privacy,
        RecordError = shaped.RecordError,
    };

    private static RequestDocument? Kept(RequestDocument given, RequestDocument? shaped) => shaped is null ? null : new RequestDocument
    {
        Prompt = given.Prompt is null ? null : shaped.Prompt,
        SystemPrompt = given.SystemPrompt is null ? null : shaped.SystemPrompt,
        Messages = given.Messages is null ? null : shaped.Messages,
        Context = given.Context is null ? null : shaped.Context,
        Tools = given.Tools is null ? null : shaped.Tools,
        Parameters = given.Parameters is null ? null : shaped.Parameters,
        Query = given.Query is null ? null : shaped.Query,
        Headers = given.Headers is null ? null : shaped.Headers,
    };

    private static ResponseDocument? Kept(ResponseDocument given, ResponseDocument? shaped) => shaped is null ? null : new ResponseDocument
    {
        Content = given.Content is null ? null : shaped.Content,
        Refusal = given.Refusal is null ? null : shaped.Refusal,
        ToolCalls = given.ToolCalls is null ? null : shaped.ToolCalls,
        Reasoning = given.Reasoning is null ? null : shaped.Reasoning,
        CompletionTokens = given.CompletionTokens,
        FinishReason = given.FinishReason,
    };
}
