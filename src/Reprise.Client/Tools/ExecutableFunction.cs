using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Reprise.Client.AI;
using Reprise.Documents;
using Reprise.Interactions;

namespace Reprise.Client.Tools;

/// <summary>Runs a program, or gives its answer again together with the files it made.</summary>
internal sealed class ExecutableFunction(ExecutableTool tool, ToolCalls calls) : AIFunction, IRecordedFunction
{
    private readonly ArgumentTemplate _template = new(tool);

    public override string Name => tool.Id;
    public override string Description => tool.Description;
    public override JsonElement JsonSchema => _template.Schema;

    public async Task<ToolResult> CallAsync(IReadOnlyDictionary<string, string> values, IReadOnlyList<string> more, string? input, CancellationToken cancellationToken)
    {
        // 1. What would be run, and in what.
        if (input is not null && !tool.TakesInput) throw new ArgumentException($"The tool {tool.Id} reads no input.", nameof(input));
        var arguments = _template.Fill(values, more);
        var folder = Path.GetFullPath(tool.WorkingFolder ?? ".");
        var run = new ExecutableRun
        {
            Arguments = arguments, WorkingFolder = folder, Environment = EnvironmentOf(), Input = input is null ? default : Encoding.UTF8.GetBytes(input),
            TimeLimit = tool.TimeLimit, KeptBytes = tool.KeptBytes, FloodBytes = tool.FloodBytes, MaxProcesses = tool.MaxProcesses,
        };

        // 2. What the answer depends on.
        var (keys, bypass) = tool.Cache is null ? (null, null) : await FindKeysAsync(run, folder, cancellationToken).ConfigureAwait(false);
        return await calls.CallAsync(new ToolCall
        {
            Id = tool.Id,
            Request = new RequestDocument { Parameters = ParametersOf(arguments, input) },
            Policy = tool.Cache,
            Inputs = keys ?? [],
            Bypass = bypass,

            // 3. Run it, and keep what it made.
            Call = async (_, token) =>
            {
                var result = await ExecutableRunner.RunAsync(run, calls.Time, token).ConfigureAwait(false);
                var files = result.IsSuccess ? await MadeFiles.ReadAsync(folder, tool.Outputs, tool.OutputFileBytes, token).ConfigureAwait(false) : MadeFiles.None;
                return await AnswerOf(result, files, keys, run, folder, token).ConfigureAwait(false);
            },
            Restore = async (content, token) => await MadeFiles.RestoreAsync(content, folder, tool.Outputs, token).ConfigureAwait(false),
        }, cancellationToken).ConfigureAwait(false);
    }

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in arguments)
            if (name is not (ArgumentTemplate.MoreName or ArgumentTemplate.InputName) && JsonValues.Text(value) is { } text) values[name] = text;
        var more = arguments.GetValueOrDefault(ArgumentTemplate.MoreName) is { } given ? JsonValues.Element(given) : default;
        var result = await CallAsync(
            values, more.ValueKind == JsonValueKind.Array ? [.. more.EnumerateArray().Select(static item => JsonValues.Text(item) ?? "")] : [],
            JsonValues.Text(arguments.GetValueOrDefault(ArgumentTemplate.InputName)), cancellationToken).ConfigureAwait(false);
        return result.Json is { } json ? json : result.Content;
    }

    private async Task<ToolAnswer> AnswerOf(ExecutableResult result, MadeFiles files, Dictionary<string, string>? keys, ExecutableRun run, string folder, CancellationToken cancellationToken)
    {
        var keepOut = result.IsOutputTruncated || result.IsErrorTruncated ? "truncated" : files.Refusal;
        // An input that changed while the program ran: nobody knows which content the answer is for.
        if (keepOut is null && keys is not null && result.IsSuccess && (await FindKeysAsync(run, folder, cancellationToken).ConfigureAwait(false)).Keys?.SequenceEqual(keys) != true) keepOut = "inputs_changed";
        var content = ExecutableAnswers.Write(result, files, withFiles: false);
        var answer = new ToolAnswer(content) { Kept = files.Count > 0 ? ExecutableAnswers.Write(result, files, withFiles: true) : null, KeepOut = keepOut };
        return result.End switch
        {
            ExecutableEnd.Exited when result.ExitCode == 0 => answer with { Status = InteractionStatus.Success },
            ExecutableEnd.Exited => answer with { Status = InteractionStatus.Error, ErrorCode = FormattableString.Invariant($"exit_{result.ExitCode}"), ErrorMessage = FormattableString.Invariant($"{tool.Id} ended with exit code {result.ExitCode}") },
            ExecutableEnd.TimedOut => answer with { Status = InteractionStatus.Timeout, ErrorCode = "timeout", ErrorMessage = FormattableString.Invariant($"{tool.Id} took longer than {tool.TimeLimit.TotalSeconds} s and was ended") },
            ExecutableEnd.Cancelled => answer with { Status = InteractionStatus.Cancelled },
            ExecutableEnd.Flooded => answer with { Status = InteractionStatus.Error, ErrorCode = "flooded", ErrorMessage = FormattableString.Invariant($"{tool.Id} wrote more than {tool.FloodBytes} bytes and was ended") },
            _ => answer with { Status = InteractionStatus.Error, ErrorCode = "too_many_processes", ErrorMessage = FormattableString.Invariant($"{tool.Id} had more than {tool.MaxProcesses} processes and was ended") },
        };
    }

    private static JsonElement ParametersOf(List<string> arguments, string? input) => JsonValues.Object(writer =>
    {
        writer.WriteStartArray("arguments");
        foreach (var argument in arguments) writer.WriteStringValue(argument);
        writer.WriteEndArray();
        if (input is not null) writer.WriteString("input", input);
    });

    /// <summary>What cannot be read keeps the call out of the cache and is otherwise the program's own trouble.</summary>
    private async Task<(Dictionary<string, string>? Keys, string? Bypass)> FindKeysAsync(ExecutableRun run, string folder, CancellationToken cancellationToken)
    {
        try
        {
            return await KeysAsync(run, folder, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return (null, "inputs_not_readable");
        }
    }

    /// <summary>Why no answer may be given again, or what it is for.</summary>
    private async Task<(Dictionary<string, string>? Keys, string? Bypass)> KeysAsync(ExecutableRun run, string folder, CancellationToken cancellationToken)
    {
        var files = await InputFiles.ReadAsync(folder, tool.Inputs, cancellationToken).ConfigureAwait(false);
        if (files.Unmatched.Count > 0) return ([], "no_such_input");
        var keys = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["system"] = RuntimeInformation.RuntimeIdentifier,
            ["version"] = tool.Version ?? await InputFiles.HashAsync(ProgramStart.Find(run.Arguments[0], folder, run.Environment), cancellationToken).ConfigureAwait(false),
        };
        if (files.Digest is { } digest) keys["files"] = digest;
        if (EnvironmentKey() is { } environment) keys["environment"] = environment;
        if (tool.Outputs.Count > 0) keys["outputs"] = string.Join('\n', tool.Outputs);
        return (keys, null);
    }

    private Dictionary<string, string> EnvironmentOf()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in tool.PassedEnvironment)
            if (System.Environment.GetEnvironmentVariable(name) is { } value) all[name] = value;
        foreach (var (name, value) in tool.Environment) all[name] = value;
        return all;
    }

    /// <summary>Of what the tool asked for beyond the usual, values included; as a hash, since there may be secrets among them.</summary>
    private string? EnvironmentKey()
    {
        var own = EnvironmentOf().Where(pair => tool.Environment.ContainsKey(pair.Key) || !ExecutableTool.DefaultEnvironment.Contains(pair.Key)).OrderBy(static pair => pair.Key, StringComparer.Ordinal).ToList();
        return own.Count == 0 ? null : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', own.Select(static pair => $"{pair.Key}={pair.Value}")))));
    }
}
