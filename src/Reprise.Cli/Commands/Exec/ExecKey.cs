using System.Text;
using System.Text.Json;
using Reprise.Client.Commands;
using Reprise.Client.Tools;
using Reprise.Interactions;

namespace Reprise.Cli.Commands.Exec;

/// <summary>By what a run is found again: tool, arguments, the program itself, declared files, variables and input.</summary>
internal sealed record ExecKey
{
    public required string Tool { get; init; }

    /// <summary>What people see of it: arguments without secrets, patterns.</summary>
    public required JsonElement Input { get; init; }

    /// <summary>Names and content hashes of everything else.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }

    /// <summary>Why no answer may be taken or kept; null when it may.</summary>
    public string? Doubt { get; init; }

    public static async Task<ExecKey> ReadAsync(ExecRequest request, ReadOnlyMemory<byte> stdin, CancellationToken cancellationToken)
    {
        var arguments = CommandArguments.WithoutSecrets(request.Arguments);
        var files = await InputFiles.ReadAsync(request.Folder, request.Inputs, cancellationToken);
        var inputs = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["arguments"] = Hash(string.Join('\0', request.Arguments)) };
        // Misspelt, it would make all inputs the same.
        var doubt = files.Unmatched.Count > 0 ? $"no file matches --inputs {string.Join(", ", files.Unmatched)}" : null;
        if (ProgramFile.Find(request.Arguments[0], request.Folder) is { } program)
        {
            try
            {
                inputs["program"] = await InputFiles.HashAsync(program, cancellationToken);
            }
            catch (UnauthorizedAccessException)
            {
                // One that may be run and not read, as sudo is.
                doubt ??= "the program cannot be read, so a new version of it would not be noticed";
            }
        }

        if (files.Digest is { } digest) inputs["files"] = digest;
        if (!stdin.IsEmpty) inputs["stdin"] = "sha256:" + Hashes.OfBytes(stdin.Span);
        foreach (var name in request.Variables) inputs["env:" + name] = Environment.GetEnvironmentVariable(name) is { } value ? Hash(value) : "unset";
        return new ExecKey
        {
            Tool = request.Tool,
            Input = JsonSerializer.SerializeToElement(new ExecInput(arguments, request.Inputs, request.Outputs), ExecJson.Default.ExecInput),
            Inputs = inputs,
            Doubt = doubt,
        };
    }

    private static string Hash(string text) => "sha256:" + Hashes.OfBytes(Encoding.UTF8.GetBytes(text));
}

/// <summary>What to run, and on what it depends.</summary>
internal sealed record ExecRequest(string Tool, IReadOnlyList<string> Arguments, string Folder, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<string> Variables);

/// <summary>The input of the tool as it is recorded.</summary>
internal sealed record ExecInput(IReadOnlyList<string> Arguments, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs);
