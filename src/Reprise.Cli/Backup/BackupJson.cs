using System.Text.Json.Serialization;
using Reprise.Documents;
using Reprise.Privacy.Erasure;

namespace Reprise.Cli.Backup;

/// <summary>How manifests are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    IgnoreReadOnlyProperties = true,
    NewLine = "\n",
    Converters = [typeof(UtcJsonConverter)])]
[JsonSerializable(typeof(BackupManifest))]
[JsonSerializable(typeof(ErasedIdsExport))]
internal sealed partial class BackupJson : JsonSerializerContext;
