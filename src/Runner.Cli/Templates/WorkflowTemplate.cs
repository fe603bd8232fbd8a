namespace Runner.Cli.Templates;

/// <summary>A workflow to start from.</summary>
/// <param name="Name">What <c>--template</c> calls it.</param>
/// <param name="Does">What it is for, in a few words.</param>
/// <param name="DefaultUrl">The URL that it asks when none is given.</param>
/// <param name="Body">What follows the name; <see cref="UrlMark"/> stands for the URL.</param>
sealed record WorkflowTemplate(string Name, string Does, string DefaultUrl, string Body)
{
    const string UrlMark = "{{url}}";

    /// <summary>Every template; the first is the default.</summary>
    public static IReadOnlyList<WorkflowTemplate> All { get; } =
    [
        new("http", "a health check of a URL", "https://example.com/", """
            description: Is the service up, quick, and certified for long enough?

            inputs:
              url: { type: string, default: {{url}}, description: The service to check }
              within: { type: number, default: 2000, description: How many milliseconds an answer may take }

            steps:
              - name: GET ${{ inputs.url }}
                uses: http.get
                with:
                  url: ${{ inputs.url }}
                timeout: 10s
                retry: { attempts: 3, delay: 1s, backoff: exponential, on: [timeout, connection, rate-limit] }
                expect:
                  - result.status == 200
                  - result.timings.total < inputs.within
                  # Without TLS there is no certificate.
                  - result.certificate == null || result.certificate.daysLeft > 15

            """),
        new("steps", "the least that runs", "https://example.com/", """

            steps:
              - uses: http.get
                with: { url: {{url}} }
                expect: result.status == 200

            """),
        new("each", "several paths at once, and word of what failed", "https://example.com", """
            description: Does every path answer?

            inputs:
              base: { type: string, default: {{url}}, description: The service to check }
              paths: { type: list, items: string, default: ["/"], description: What to ask for }
            defaults: { timeout: 10s }

            jobs:
              check:
                for-each: ${{ inputs.paths }}
                as: path
                max-parallel: 4
                fail-fast: false # the other paths are asked too
                steps:
                  - name: GET ${{ path }}
                    uses: http.get
                    with:
                      url: ${{ inputs.base }}${{ path }}
                    expect: result.status == 200

              report:
                needs: check
                if: failure()
                steps:
                  - uses: log
                    with:
                      message: ${{ needs.check.items.failed }} of ${{ needs.check.items.total }} paths failed
                      level: warning

            """),
        new("login", "log in, keep the token, use it", "https://api.example.com", """
            description: Can somebody log in, and see who they are?

            inputs:
              base: { type: string, default: {{url}}, description: Where the API is }
              user: { type: string, default: ada, description: Who logs in }
            secrets: [PASSWORD] # from the environment, or from a file named with --env-file

            steps:
              - id: login
                name: Log in
                uses: http.post
                with:
                  url: ${{ inputs.base }}/login
                  json: { user: "${{ inputs.user }}", password: "${{ secrets.PASSWORD }}" }
                expect: result.status == 200
                outputs:
                  token: { value: "${{ result.json.token }}", secret: true }

              - name: Who am I?
                uses: http.get
                with:
                  url: ${{ inputs.base }}/me
                  auth: { bearer: "${{ steps.login.outputs.token }}" }
                expect:
                  - result.status == 200
                  - result.json.name == inputs.user

            """),
    ];

    /// <summary>The workflow file.</summary>
    /// <param name="name">The workflow's name.</param>
    /// <param name="url">What it asks; null for the default.</param>
    /// <param name="withSchema">Whether its first line tells editors where the schema is.</param>
    public string Write(string name, string? url, bool withSchema) =>
        $"{(withSchema ? "# yaml-language-server: $schema=./workflow.schema.json\n" : "")}name: {YamlText.Plain(name)}\n{Body.Replace(UrlMark, YamlText.Quoted(url ?? DefaultUrl), StringComparison.Ordinal)}";
}
