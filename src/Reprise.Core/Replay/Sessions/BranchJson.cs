using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Replay.Sessions;

/// <summary>A branch as its setting holds it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(Branch))]
internal sealed partial class BranchJson : JsonSerializerContext;
