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

/// <summary>What a branch's calls say of themselves in their metadata: where the tool answers new in them came from, and what of the recorded request another provider's form has no place for.</summary>
internal static class BranchMetadata
{
    private const string Key = "replay_tools";
    private const string LostKey = "replay_not_carried";

    /// <summary>The caller's own metadata with the tool answers and what was left behind beside it; null when there is none of them.</summary>
    public static string? Write(string? metadata, IReadOnlyList<UsedToolAnswer> tools, IReadOnlyList<string> notCarried)
    {
        var own = new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(metadata ?? "{}"));
        var names = (JsonPlaces.Names(own.Span) ?? []).Where(static name => name is not (Key or LostKey)).Distinct(StringComparer.Ordinal).ToList();
        if (tools.Count == 0 && notCarried.Count == 0 && names.Count == 0) return null;
        return Encoding.UTF8.GetString(JsonPlaces.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var name in names)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(JsonPlaces.Value(own, name)!.Value.Span, skipInputValidation: true);
            }

            if (tools.Count > 0) WriteTools(writer, tools);
            if (notCarried.Count > 0)
            {
                writer.WriteStartArray(LostKey);
                foreach (var what in notCarried) writer.WriteStringValue(what);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }).Span);
    }

    public static IReadOnlyList<UsedToolAnswer> Read(string? metadata)
    {
        if (metadata is null || JsonPlaces.Value(Encoding.UTF8.GetBytes(metadata), Key) is not { } list) return [];
        return
        [
            .. JsonPlaces.ItemsOf(list).Select(static item => new UsedToolAnswer(JsonPlaces.Text(JsonPlaces.Value(item, "tool")) ?? "",
                JsonPlaces.Text(JsonPlaces.Value(item, "from")) switch { "live" => ToolAnswerSource.Live, "given" => ToolAnswerSource.Given, _ => ToolAnswerSource.Recorded })),
        ];
    }

    /// <summary>What of the recorded request was left behind.</summary>
    public static IReadOnlyList<string> ReadNotCarried(string? metadata) => metadata is null || JsonPlaces.Value(Encoding.UTF8.GetBytes(metadata), LostKey) is not { } list
        ? []
        : [.. JsonPlaces.ItemsOf(list).Select(static item => JsonPlaces.Text(item)).OfType<string>()];

    private static void WriteTools(Utf8JsonWriter writer, IReadOnlyList<UsedToolAnswer> tools)
    {
        writer.WriteStartArray(Key);
        foreach (var tool in tools)
        {
            writer.WriteStartObject();
            writer.WriteString("tool", tool.Tool);
            writer.WriteString("from", tool.From switch { ToolAnswerSource.Live => "live", ToolAnswerSource.Given => "given", _ => "recorded" });
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
