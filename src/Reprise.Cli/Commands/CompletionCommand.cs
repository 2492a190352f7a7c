using System.CommandLine;
using System.Text;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands;

/// <summary><c>reprise completion</c>: a script that teaches a shell to complete our command line. The script asks <c>reprise</c> itself.</summary>
internal static class CompletionCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("completion", "Print a script that makes a shell complete this command line");
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        command.Arguments.Add(shell);
        command.SetAction(parsed =>
        {
            terminal.Output.Write(Encoding.UTF8.GetBytes(Script(parsed.GetRequiredValue(shell))));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Script(string shell) => shell switch
    {
        "bash" => """
            # reprise completion for bash. In ~/.bashrc: source <(reprise completion bash)
            _reprise() {
              local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}" line
              # bash breaks words at ':', so only what follows the last one is ours to give.
              local whole="${COMP_LINE:0:COMP_POINT}"; whole="${whole##* }"
              local before="${whole%"$word"}"
              [ "$word" = ":" ] && before="$whole" && word=""
              COMPREPLY=()
              while IFS= read -r line; do
                [ -n "$line" ] && [[ "$line" == "$before$word"* ]] && COMPREPLY+=("${line#"$before"}")
              done < <(reprise "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
              [[ "${COMPREPLY[0]}" == *: ]] && compopt -o nospace 2>/dev/null
            }
            complete -o default -F _reprise reprise

            """,
        "zsh" => """
            #compdef reprise
            # reprise completion for zsh. In ~/.zshrc, after compinit: source <(reprise completion zsh)
            _reprise() {
              local -a found
              found=("${(@f)$(reprise "[suggest:${#BUFFER}]" "$BUFFER" 2>/dev/null)}")
              compadd -S '' -- ${found:#}
              [ ${#found} -eq 0 ] && _files
            }
            compdef _reprise reprise

            """,
        "fish" => """
            # reprise completion for fish. Save as ~/.config/fish/completions/reprise.fish
            function __reprise_complete
              set -l line (commandline -cp)
              reprise "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c reprise -a '(__reprise_complete)'

            """,
        _ => """
            # reprise completion for PowerShell. In $PROFILE: reprise completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName reprise -ScriptBlock {
              param($wordToComplete, $commandAst, $cursorPosition)
              reprise "[suggest:$cursorPosition]" "$commandAst" 2>$null | Where-Object { $_ } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
              }
            }

            """,
    };
}
