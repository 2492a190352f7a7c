using System.CommandLine;
using Reprise.Cli.Output;
using Spectre.Console;

namespace Reprise.Cli.Commands.User;

/// <summary>Asks for a password. Never as an option: lists of processes and histories of shells show those.</summary>
internal sealed class PasswordInput
{
    public const string Variable = "REPRISE_PASSWORD";

    private readonly Terminal _terminal;
    private readonly Option<bool> _fromInput = new("--password-stdin") { Description = $"Read the password from the standard input instead of asking for it [env: {Variable}]" };

    private PasswordInput(Terminal terminal) => _terminal = terminal;

    public static PasswordInput AddTo(Command command, Terminal terminal)
    {
        var input = new PasswordInput(terminal);
        command.Options.Add(input._fromInput);
        return input;
    }

    public async Task<string> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_fromInput))
        {
            using var reader = new StreamReader(_terminal.OpenInput());
            return await reader.ReadLineAsync(cancellationToken) is { Length: > 0 } line ? line : throw CommandFailedException.Usage("There is no password on the standard input.");
        }

        if (_terminal.Environment(Variable) is { Length: > 0 } given) return given;
        if (!_terminal.InputIsTerminal || !_terminal.ErrorIsTerminal) throw CommandFailedException.Usage($"Nobody can be asked for the password here. Send it with --password-stdin, or set {Variable}.");
        var first = await new TextPrompt<string>("Password:").Secret().ShowAsync(_terminal.Diagnostics, cancellationToken);
        var second = await new TextPrompt<string>("Again:").Secret().ShowAsync(_terminal.Diagnostics, cancellationToken);
        return first == second ? first : throw CommandFailedException.Usage("The two are not the same.");
    }
}
