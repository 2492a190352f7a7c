using System.Text.Json.Serialization;

namespace Reprise.Privacy.Erasure;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErasureRecord))]
[JsonSerializable(typeof(ErasureCertificate))]
[JsonSerializable(typeof(ErasedIdsExport))]
internal sealed partial class ErasureJson : JsonSerializerContext;
