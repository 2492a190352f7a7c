using System.Globalization;
using System.Text;
using Reprise.Interactions;
using Reprise.Replay.Sessions.Forms;
using Reprise.Wire;

namespace Reprise.Replay.Sessions;

/// <summary>A tool's answer within a branch as an interaction of the record.</summary>
internal static class ToolInteractions
{
    public static RecordedInteraction Of(string project, string branchId, ToolCall call, string text, ToolAnswerSource source, DateTimeOffset start, TimeProvider time)
    {
        var request = JsonPlaces.Write(writer =>
        {
            writer.WriteStartObject();
            ToolCalls.WriteArguments(writer, "parameters", call);
            writer.WriteEndObject();
        });
        var response = JsonPlaces.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("content", text);
            writer.WriteEndObject();
        });
        return new RecordedInteraction
        {
            Interaction = new Interaction
            {
                Id = InteractionId.New(time),
                Project = project,
                Timestamp = start,
                Kind = InteractionKind.Tool,
                Status = InteractionStatus.Success,
                Name = call.Name,
                Dialect = DialectCatalog.Reprise.Name,
                SessionId = branchId,
                Tags = [ReplayLabels.Tag],
                Replay = new ReplayOrigin(null, branchId),
                Metadata = BranchMetadata.Write(null, [new UsedToolAnswer(call.Name, source)], []),
                LatencyMs = (long)Math.Max(0, (time.GetUtcNow() - start).TotalMilliseconds),
                PromptPreview = Preview.Of(call.Arguments, Interaction.PreviewLength),
                ContentPreview = Preview.Of(text, Interaction.PreviewLength),
                InputHash = Hashes.OfBytes(request.Span),
                RequestBytes = request.Length,
                ResponseBytes = response.Length,
            },
            Request = new Body { Bytes = request, ContentType = "application/json" },
            Response = new Body { Bytes = response, ContentType = "application/json" },
            SearchText = string.Create(CultureInfo.InvariantCulture, $"{call.Name}\n{call.Arguments}\n{text}"),
        };
    }
}
