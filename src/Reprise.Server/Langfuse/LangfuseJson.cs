using System.Text.Json;
using System.Text.Json.Serialization;
using Reprise.Prompts;

namespace Reprise.Server.Langfuse;

/// <summary>What Langfuse's clients are answered, in their spelling.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LangfuseResultDocument))]
[JsonSerializable(typeof(LangfuseHealthDocument))]
[JsonSerializable(typeof(LangfuseProjectsDocument))]
[JsonSerializable(typeof(LangfusePromptDocument))]
[JsonSerializable(typeof(IReadOnlyList<PromptMessage>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class LangfuseJson : JsonSerializerContext;
