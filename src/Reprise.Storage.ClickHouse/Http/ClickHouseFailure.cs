using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Reprise.Store;

namespace Reprise.Storage.ClickHouse.Http;

/// <summary>
/// What went wrong, as a <see cref="StoreException"/>. The server's own text is left out of it but for the error's name, since it quotes statements and values.
/// </summary>
internal static partial class ClickHouseFailure
{
    public const int UnknownTable = 60;
    public const int UnknownDatabase = 81;

    /// <summary>A mutation that is under way: a replica is missing and will do it when it is back, or it went wrong.</summary>
    public const int Unfinished = 341;

    // Errors of these data or this statement: sending the same again will not help. Anything else may pass, also a missing table or a wrong password: what
    // waits in the journal is stored when somebody has put it right.
    private static readonly HashSet<int> s_lasting = [6, 7, 25, 26, 27, 32, 33, 36, 38, 41, 42, 43, 44, 53, 62, 69, 70, 72, 73, 117, 128, 130, 131, 169, 190, 349, 386, 407, 441, 469, 636];

    public static ClickHouseException Of(HttpStatusCode status, int? code, string text)
    {
        var name = ErrorName().Matches(text) is { Count: > 0 } found ? found[^1].Groups["name"].Value : "no name";
        var isLasting = code is { } known ? s_lasting.Contains(known) : (int)status is >= 400 and < 500 and not (401 or 403 or 404 or 407 or 408 or 421 or 425 or 429);
        var what = code is { } number
            ? string.Create(CultureInfo.InvariantCulture, $"{Explain(number)} (ClickHouse error {number}, {name}).")
            : string.Create(CultureInfo.InvariantCulture, $"What answers at ClickHouse's address is not ClickHouse or cannot reach it (HTTP {(int)status}).");

        // Time-outs, a missing quorum and lost replicas leave what was sent under way; and an answer of something between here and the server says nothing of it.
        var isUnknown = code is { } one ? one is 159 or 209 or 210 or 286 or 319 or 394 or 999 or Unfinished : (int)status is 408 or >= 500;
        return new ClickHouseException(what, code, isTransient: !isLasting) { IsUnknown = isUnknown };
    }

    /// <summary>The server could not be asked, or its answer did not come: the outcome of what was sent is not known.</summary>
    public static ClickHouseException Unreachable(Exception cause) =>
        new(cause is OperationCanceledException ? "ClickHouse did not answer in time." : "ClickHouse cannot be reached; check its address and that it is running.", null, isTransient: true, cause) { IsUnknown = true };

    /// <summary>What came is not what was asked for: something between here and the server cut or changed it.</summary>
    public static ClickHouseException Unreadable() => new("ClickHouse's answer is cut off or is none of its own.", null, isTransient: true);

    private static string Explain(int code) => code switch
    {
        UnknownDatabase or UnknownTable => "The database or one of its tables is missing",
        159 or 160 or 209 => "ClickHouse did not finish in time",
        164 or 242 => "The tables cannot be written",
        173 or 241 => "ClickHouse is out of memory",
        192 or 193 or 194 or 516 => "ClickHouse refused user and password",
        497 => "The user lacks a right on the database",
        201 or 202 => "ClickHouse has too much to do",
        243 => "ClickHouse's disk is full",
        252 => "ClickHouse is behind with merging what was stored",
        _ => "ClickHouse could not do it",
    };

    // A message ends "... (NAME)" or "... (NAME) (version ...)".
    [GeneratedRegex(@"\((?<name>[A-Z][A-Z0-9_]{2,})\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ErrorName();
}

/// <summary>A failed call; becomes a <see cref="StoreException"/> at the store's edge.</summary>
internal sealed class ClickHouseException(string message, int? code, bool isTransient, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>ClickHouse's number of the error; null when it was not ClickHouse that failed.</summary>
    public int? Code { get; } = code;

    /// <summary>Whether what was sent may have been done all the same.</summary>
    public bool IsUnknown { get; init; }

    public StoreException ToStoreException() => new(Message, this) { IsTransient = isTransient };
}
