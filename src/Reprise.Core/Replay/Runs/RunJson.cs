using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Replay.Runs;

/// <summary>How runs are kept in the settings.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReplayRun))]
internal sealed partial class RunJson : JsonSerializerContext
{
    public static string Write(ReplayRun run) => JsonSerializer.Serialize(run, Default.ReplayRun);

    /// <summary>Null for what another version wrote and this one cannot read.</summary>
    public static ReplayRun? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.ReplayRun);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
