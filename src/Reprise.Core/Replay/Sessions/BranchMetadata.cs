using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Reprise.Replay.Sessions.Forms;

namespace Reprise.Replay.Sessions;

/// <summary>Where the answer of a tool came from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ToolAnswerSource>))]
public enum ToolAnswerSource
{
    [JsonStringEnumMemberName("recorded")]
    Recorded,

    /// <summary>The tool was asked again.</summary>
    [JsonStringEnumMemberName("live")]
    Live,

    /// <summary>Whoever started the branch gave it.</summary>
    [JsonStringEnumMemberName("given")]
    Given,
}

/// <param name="Tool">Its name.</param>
/// <param name="From">Where the answer came from.</param>
public sealed record UsedToolAnswer(string Tool, ToolAnswerSource From);

/// <summary>What a branch's calls say of themselves in their metadata: where the tool answers new in them came from.</summary>
internal static class BranchMetadata
{
    private const string Key = "replay_tools";

    public static string? Write(IReadOnlyList<UsedToolAnswer> tools) => tools.Count == 0 ? null : Encoding.UTF8.GetString(JsonPlaces.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray(Key);
        foreach (var tool in tools)
        {
            writer.WriteStartObject();
            writer.WriteString("tool", tool.Tool);
            writer.WriteString("from", tool.From switch { ToolAnswerSource.Live => "live", ToolAnswerSource.Given => "given", _ => "recorded" });
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }).Span);

    public static IReadOnlyList<UsedToolAnswer> Read(string? metadata)
    {
        if (metadata is null || JsonPlaces.Value(Encoding.UTF8.GetBytes(metadata), Key) is not { } list) return [];
        return
        [
            .. JsonPlaces.ItemsOf(list).Select(static item => new UsedToolAnswer(JsonPlaces.Text(JsonPlaces.Value(item, "tool")) ?? "",
                JsonPlaces.Text(JsonPlaces.Value(item, "from")) switch { "live" => ToolAnswerSource.Live, "given" => ToolAnswerSource.Given, _ => ToolAnswerSource.Recorded })),
        ];
    }
}
