using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Reprise.Client.AI;
using Reprise.Client.Recording;
using Reprise.Documents;

namespace Reprise.Client.Tools;

/// <summary>One operation of an API as a tool.</summary>
internal sealed class OpenApiFunction(OpenApiTool tool, OpenApiOperation operation, OpenApiCaller api, ToolCalls calls) : AIFunction, IRecordedFunction
{
    private const int LongestName = 64;

    public override string Name { get; } = NameOf(tool.Id, operation.Id);
    public override string Description => operation.Description;
    public override JsonElement JsonSchema => operation.Schema;

    public Task<ToolResult> CallAsync(IEnumerable<KeyValuePair<string, object?>> arguments, CancellationToken cancellationToken)
    {
        var given = JsonValues.Object(arguments);
        var user = RecordScope.Current?.UserId;
        return calls.CallAsync(new ToolCall
        {
            Id = Name,
            Request = new RequestDocument { Parameters = given },
            Policy = operation.IsSafe ? tool.Cache : null,
            // Credentials may be a user's, who must not be given what the API said to another.
            Bypass = tool.Authorize is not null && string.IsNullOrEmpty(user) ? "no_owner" : null,
            Inputs = InputsOf(user),
            Metadata = [new("api", tool.Id), new("operation", $"{operation.Method} {operation.Path}")],
            Call = async (call, token) =>
            {
                var (status, answer) = await api.CallAsync(operation, given, calls.Time, token).ConfigureAwait(false);
                call.HttpStatus = status;
                return answer;
            },
        }, cancellationToken);
    }

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var result = await CallAsync(arguments, cancellationToken).ConfigureAwait(false);
        return result.Json is { } json ? json : result.Content;
    }

    private Dictionary<string, string> InputsOf(string? user)
    {
        var inputs = new Dictionary<string, string>(StringComparer.Ordinal) { ["server"] = operation.Server.AbsoluteUri, ["operation"] = $"{operation.Method} {operation.Path}" };
        if (tool.Authorize is not null && user is not null) inputs["user"] = user;
        if (tool.Headers.Count == 0) return inputs;
        // As a hash, since there may be secrets among them.
        var headers = tool.Headers.OrderBy(static header => header.Key, StringComparer.Ordinal).Select(static header => $"{header.Key}={header.Value}");
        inputs["headers"] = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', headers))));
        return inputs;
    }

    private static string NameOf(string tool, string operation)
    {
        var name = string.Concat($"{tool}_{operation}".Select(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' ? letter : '_'));
        return name.Length <= LongestName ? name : name[..LongestName];
    }
}
