namespace Reprise.Cli.Backup;

/// <summary>How to reach a bucket.</summary>
internal sealed record S3Options
{
    public const string KeyIdVariable = "AWS_ACCESS_KEY_ID";
    public const string SecretVariable = "AWS_SECRET_ACCESS_KEY";
    private const string DefaultRegion = "us-east-1";

    /// <summary>Longest one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Null for Amazon's own.</summary>
    public Uri? Endpoint { get; init; }
    public string Region { get; init; } = DefaultRegion;
    public string Bucket { get; init; } = "";

    /// <summary>With a slash at its end, or empty.</summary>
    public string Prefix { get; init; } = "";
    public string AccessKeyId { get; init; } = "";
    public string SecretAccessKey { get; init; } = "";
    public string? SessionToken { get; init; }

    /// <summary>Reads <c>s3://bucket/prefix</c>, with credentials from the variables that all tools for S3 read.</summary>
    public static S3Options Read(string place, string? endpoint, string? region, Func<string, string?> environment)
    {
        var rest = place["s3://".Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (bucket, prefix) = slash < 0 ? (rest, "") : (rest[..slash], rest[(slash + 1)..].Trim('/'));
        if (bucket.Length == 0) throw CommandFailedException.Usage($"'{place}' names no bucket; expected s3://bucket/prefix.");
        var (id, secret) = (environment(KeyIdVariable), environment(SecretVariable));
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(secret)) throw CommandFailedException.Usage($"A bucket needs credentials in {KeyIdVariable} and {SecretVariable}.");
        endpoint = First(endpoint, environment("AWS_ENDPOINT_URL_S3"), environment("AWS_ENDPOINT_URL"));
        return new S3Options
        {
            Endpoint = endpoint is null ? null : Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
                : throw CommandFailedException.Usage($"--s3-endpoint: '{endpoint}' is no address; expected something like https://minio.example:9000."),
            Region = First(region, environment("AWS_REGION"), environment("AWS_DEFAULT_REGION")) ?? DefaultRegion,
            Bucket = bucket,
            Prefix = prefix.Length == 0 ? "" : prefix + "/",
            AccessKeyId = id,
            SecretAccessKey = secret,
            SessionToken = First(environment("AWS_SESSION_TOKEN")),
        };
    }

    /// <summary>Secrets stay out of whatever prints this.</summary>
    public override string ToString() => $"s3://{Bucket}/{Prefix}";

    private static string? First(params ReadOnlySpan<string?> values)
    {
        foreach (var value in values)
        {
            if (!string.IsNullOrEmpty(value)) return value;
        }

        return null;
    }
}
