using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Proof;
using Reprise.Proof.Verification;

namespace Reprise.Cli.Commands.Proof;

/// <summary><c>reprise proof</c>: what others can check without access to the record.</summary>
internal static class ProofCommand
{
    public static Command Create(Terminal terminal) => new("proof", "Proofs that others can check without access to the record")
    {
        Show(terminal),
        ExportCheckpoint(terminal),
    };

    private static Command Show(Terminal terminal)
    {
        var command = new Command("show", "The proof that an interaction was recorded as it is, as JSON; docs/proof.md has a script that checks it");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var id = new Argument<string>("id") { Description = "The interaction's id" };
        var file = Out(command);
        command.Arguments.Add(id);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            OutputFile.Check(parsed.GetValue(file));
            using var client = connection.Open(parsed);
            InclusionProof proof = await client.GetInclusionProofAsync(parsed.GetRequiredValue(id), cancellationToken);
            await WriteAsync(terminal, parsed.GetValue(file), proof.ToJson() + "\n", cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command ExportCheckpoint(Terminal terminal)
    {
        var command = new Command("export-checkpoint", "Sign a checkpoint over everything until now; keep it where nobody who can change the record can change it");
        var connection = ConnectionOptions.AddServerTo(command, terminal);
        var file = Out(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            OutputFile.Check(parsed.GetValue(file));
            using var client = connection.Open(parsed);
            ExportedCheckpoint checkpoint = await client.SignCheckpointAsync(cancellationToken);
            await WriteAsync(terminal, parsed.GetValue(file), checkpoint.ToJson(), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Option<string?> Out(Command command)
    {
        var file = new Option<string?>("--out") { Description = "Write to this file instead of standard output", HelpName = "file" };
        command.Options.Add(file);
        return file;
    }

    private static async Task WriteAsync(Terminal terminal, string? file, string json, CancellationToken cancellationToken)
    {
        if (file is not null) await File.WriteAllTextAsync(file, json, cancellationToken);
        else await terminal.Output.WriteAsync(System.Text.Encoding.UTF8.GetBytes(json), cancellationToken);
    }
}
