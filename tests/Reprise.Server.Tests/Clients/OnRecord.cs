using System.Text.Json.Nodes;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Server.Tests.Clients;

/// <summary>Compares what is on record with what a client sent, got and understood.</summary>
internal static class OnRecord
{
    /// <summary>The bytes are those of the wire, and the columns follow from them.</summary>
    public static void ShouldBe(this RecordedInteraction recorded, Exchange wire, string dialect, InteractionStatus status)
    {
        var row = recorded.Interaction;
        if (wire.Id is { } id) row.Id.ShouldBe(id);
        row.Dialect.ShouldBe(dialect);
        row.Status.ShouldBe(status, row.ErrorMessage);
        row.RecordError.ShouldBeNull();
        row.RequestBytes.ShouldBe(wire.Request.Length);
        if (wire.Request.Length > 0)
        {
            recorded.Request!.Bytes.ToArray().ShouldBe(wire.Request);
            row.InputHash.ShouldBe(Hashes.OfBytes(wire.Request));
            row.Model.ShouldBe(JsonNode.Parse(wire.Request)!["model"]!.GetValue<string>());
        }

        var response = recorded.Response?.Bytes.ToArray() ?? [];
        row.ResponseBytes.ShouldBe(response.Length);
        // Who hangs up, or is cut off, may have read less than had arrived.
        if (status == InteractionStatus.Cancelled || row.ErrorCode == "upstream_broken") response.AsSpan().StartsWith(wire.Response).ShouldBeTrue();
        else response.ShouldBe(wire.Response);
        if (row.Streamed && response.Length > 0 && row.HttpStatus < 400) recorded.Response!.Chunks.Sum(c => c.Length).ShouldBe(response.Length);
    }

    /// <summary>The record says of the answer what the client made of it.</summary>
    public static void ShouldSay(this RecordedInteraction recorded, Seen seen)
    {
        var row = recorded.Interaction;
        var answer = DialectCatalog.OfRecord(row.Dialect).ReadResponse(new WireResponse(row.HttpStatus ?? 0, recorded.Response?.Bytes ?? default, recorded.Response?.ContentType));
        if (seen.Model is not null) row.ResponseModel.ShouldBe(seen.Model);
        if (seen.Finish is not null) row.FinishReason.ShouldBe(seen.Finish);
        if (seen.PromptTokens is not null) row.Usage!.PromptTokens.ShouldBe(seen.PromptTokens);
        if (seen.CompletionTokens is not null) row.Usage!.CompletionTokens.ShouldBe(seen.CompletionTokens);
        if (seen.Status is not null) row.HttpStatus.ShouldBe(seen.Status);
        if (seen.Status is not null) seen.Message!.ShouldContain(row.ErrorMessage!);
        answer.ToolCalls.Select(t => t.Name).ShouldBe(seen.Tools.Select(t => t.Name));
        foreach (var (call, tool) in answer.ToolCalls.Zip(seen.Tools))
        {
            if (tool.Id is not null) call.Id.ShouldBe(tool.Id);
            JsonNode.DeepEquals(JsonNode.Parse(call.Arguments), JsonNode.Parse(tool.Arguments)).ShouldBeTrue($"{call.Arguments} is not {tool.Arguments}");
        }

        if (seen.Content is null) return;
        if (row.Status == InteractionStatus.Success)
        {
            (answer.Content ?? "").ShouldBe(seen.Content);
            row.ContentPreview.ShouldBe(seen.Tools.Count > 0 && seen.Content.Length == 0 ? $"→ {seen.Tools[0].Name}" : Preview.Of(seen.Content, Interaction.PreviewLength));
        }
        else
        {
            answer.Content.ShouldNotBeNullOrEmpty();
            answer.Content.ShouldStartWith(seen.Content);
            row.ContentPreview.ShouldBe(Preview.Of(answer.Content, Interaction.PreviewLength));
        }
    }

    /// <summary>What the client's own headers said.</summary>
    public static void ShouldBelongTo(this RecordedInteraction recorded, string session, string user)
    {
        recorded.Interaction.SessionId.ShouldBe(session);
        recorded.Interaction.UserId.ShouldBe(user);
        recorded.Interaction.Tags.ShouldBe(["clients", user]);
    }
}
