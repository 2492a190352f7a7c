using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Backup;

/// <summary><c>reprise backup</c>: a copy of the record that can be checked and brought back.</summary>
internal static class BackupCommand
{
    public static Command Create(Terminal terminal) => new("backup", "Copy the record to a safe place, check the copy, bring it back")
    {
        CreateCommand.Create(terminal),
        VerifyCommand.Create(terminal),
        RestoreCommand.Create(terminal),
    };
}
