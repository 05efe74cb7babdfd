/*
 * lp_client: a headless SIP phone on liblinphone, the library of the Linphone apps.
 * Commands come on stdin, one a line; events go to stdout, one JSON object a line.
 *
 *   lp_client --user U --password P --domain D --proxy URI --instance UUID --dir DIR
 *             [--other-realm R --other-password P] [--root-ca FILE] [--play WAV] [--record WAV] [--log FILE]
 *             [--pn-provider X --pn-param X --pn-prid X]
 *
 * --proxy: where everything is sent ("sip:HOST:PORT", with ";transport=tcp" or ";transport=tls"; HOST may be "[::1]").
 * --other-*: what it answers to challenges of another server than that of its domain.
 * --root-ca: PEM file of the authority that it trusts over TLS; the name in the certificate is checked, too.
 * --instance: its +sip.instance, which an installed app keeps.
 * --dir: its databases.
 * --pn-*: RFC 8599 parameters, through the library's own push configuration, as the apps set them.
 *
 * Commands: call URI | answer | decline [busy] | hangup | pause | resume | message URI TEXT | refresh | unregister
 *           network up|down   what an app tells the library when the network comes or goes
 *           sleep net         the system has taken the network away: connections are closed, nothing is sent
 *           sleep stop        the app was killed: the same, and all state in memory is gone
 *           wake              what the apps do when a push arrives: linphone_core_ensure_registered()
 *           quit
 */
#include "events.h"
#include <linphone/core.h>
#include <linphone/im_notif_policy.h>
#include <linphone/api/c-push-notification-config.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *user, *password, *domain, *proxy, *instance, *dir, *play_file, *record_file, *log_file, *root_ca;
static const char *other_realm, *other_password;
static const char *pn_provider, *pn_param, *pn_prid;
static LinphoneCore *lc;
static volatile sig_atomic_t running = 1;

/* -------------------------------------------------------------------- core */

static LinphoneConfig *make_config(void)
{
    char path[512];
    LinphoneConfig *config = linphone_config_new(NULL);
    linphone_config_set_string(config, "misc", "uuid", instance);
    linphone_config_set_int(config, "sip", "save_auth_info", 0);
    linphone_config_set_int(config, "net", "dns_srv_enabled", 0);
    linphone_config_set_int(config, "sound", "echocancellation", 0);
    snprintf(path, sizeof path, "%s/linphone.db", dir);
    linphone_config_set_string(config, "storage", "backend", "sqlite3");
    linphone_config_set_string(config, "storage", "uri", path);
    snprintf(path, sizeof path, "%s/lime.db", dir);
    linphone_config_set_string(config, "lime", "x3dh_db_path", path);
    linphone_config_set_string(config, "misc", "zrtp_secrets_cache", "");
    return config;
}

/* One transport only, so that the library cannot move a large request to another one. */
static void set_transport(LinphoneFactory *factory)
{
    int tcp = strstr(proxy, "transport=tcp") != NULL, tls = strstr(proxy, "transport=tls") != NULL;
    LinphoneTransports *transports = linphone_factory_create_transports(factory);
    linphone_transports_set_udp_port(transports, tcp || tls ? LC_SIP_TRANSPORT_DISABLED : LC_SIP_TRANSPORT_RANDOM);
    linphone_transports_set_tcp_port(transports, tcp ? LC_SIP_TRANSPORT_DONTBIND : LC_SIP_TRANSPORT_DISABLED);
    linphone_transports_set_tls_port(transports, tls ? LC_SIP_TRANSPORT_DONTBIND : LC_SIP_TRANSPORT_DISABLED);
    linphone_transports_set_dtls_port(transports, LC_SIP_TRANSPORT_DISABLED);
    linphone_core_set_transports(lc, transports);
    linphone_transports_unref(transports);
}

/* Files instead of sound cards. The ports differ between the phones of one machine: process ids do. */
static void set_media(void)
{
    int port = 20000 + (int)(getpid() % 200) * 100;
    linphone_core_set_use_files(lc, TRUE);
    if (play_file) linphone_core_set_play_file(lc, play_file);
    if (record_file) linphone_core_set_record_file(lc, record_file); /* all calls: the library appends */
    linphone_core_set_ring(lc, NULL);
    linphone_core_set_ringback(lc, NULL);
    linphone_core_enable_native_ringing(lc, FALSE);
    linphone_core_enable_echo_cancellation(lc, FALSE);
    linphone_core_enable_adaptive_rate_control(lc, FALSE);
    linphone_core_enable_video_capture(lc, FALSE);
    linphone_core_enable_video_display(lc, FALSE);
    linphone_core_set_audio_port_range(lc, port, port + 98);
    linphone_core_set_video_port(lc, -1);
}

static void set_push(LinphoneAccountParams *params)
{
    LinphonePushNotificationConfig *push = linphone_push_notification_config_new();
    linphone_push_notification_config_set_provider(push, pn_provider);
    linphone_push_notification_config_set_param(push, pn_param);
    linphone_push_notification_config_set_prid(push, pn_prid);
    linphone_account_params_set_push_notification_config(params, push);
    linphone_push_notification_config_unref(push);
    linphone_account_params_set_push_notification_allowed(params, TRUE);
    linphone_core_enable_push_notification(lc, TRUE);
    if (!linphone_account_params_is_push_notification_available(params)) emit_error("the library has no push support");
}

static void add_account(LinphoneFactory *factory)
{
    char uri[512];
    snprintf(uri, sizeof uri, "sip:%s@%s", user, domain);
    LinphoneAddress *identity = linphone_factory_create_address(factory, uri);
    LinphoneAddress *server = linphone_factory_create_address(factory, proxy);
    LinphoneAuthInfo *credentials = linphone_auth_info_new(user, NULL, password, NULL, NULL, domain);
    LinphoneAccountParams *params = linphone_core_create_account_params(lc);
    bctbx_list_t *routes = bctbx_list_append(NULL, server);

    linphone_core_add_auth_info(lc, credentials);
    if (other_realm) {
        LinphoneAuthInfo *other = linphone_auth_info_new(user, NULL, other_password, NULL, other_realm, NULL);
        linphone_core_add_auth_info(lc, other);
        linphone_auth_info_unref(other);
    }
    linphone_account_params_set_identity_address(params, identity);
    linphone_account_params_set_server_address(params, server);
    linphone_account_params_set_routes_addresses(params, routes);
    linphone_account_params_enable_register(params, TRUE);
    linphone_account_params_set_expires(params, 600);
    linphone_account_params_enable_publish(params, FALSE);
    if (pn_provider) set_push(params);

    LinphoneAccount *account = linphone_core_create_account(lc, params);
    linphone_core_add_account(lc, account);
    linphone_core_set_default_account(lc, account);
    linphone_account_unref(account);
    linphone_account_params_unref(params);
    linphone_auth_info_unref(credentials);
    bctbx_list_free(routes);
    linphone_address_unref(server);
    linphone_address_unref(identity);
}

static void start_core(void)
{
    LinphoneFactory *factory = linphone_factory_get();
    linphone_factory_set_top_resources_dir(factory, "/usr/share");
    linphone_factory_set_data_dir(factory, dir);
    linphone_factory_set_config_dir(factory, dir);
    linphone_factory_set_download_dir(factory, dir);
    LinphoneConfig *config = make_config();
    lc = linphone_factory_create_core_with_config_3(factory, config, NULL);
    linphone_config_unref(config);

    LinphoneCoreCbs *callbacks = linphone_factory_create_core_cbs(factory);
    linphone_core_cbs_set_account_registration_state_changed(callbacks, on_registration);
    linphone_core_cbs_set_call_state_changed(callbacks, on_call);
    linphone_core_cbs_set_message_received(callbacks, on_message);
    linphone_core_add_callbacks(lc, callbacks);
    linphone_core_cbs_unref(callbacks);

    linphone_core_set_user_agent(lc, "lp_client", linphone_core_get_version());
    linphone_core_enable_ipv6(lc, strchr(proxy, '[') != NULL);
    if (root_ca) linphone_core_set_root_ca(lc, root_ca);
    set_transport(factory);
    set_media();
    linphone_im_notif_policy_enable_all(linphone_core_get_im_notif_policy(lc));
    linphone_core_set_network_reachable(lc, TRUE);
    add_account(factory);
    linphone_core_start(lc);
}

/* ---------------------------------------------------------------- commands */

static LinphoneCall *current_call(void)
{
    const bctbx_list_t *calls = linphone_core_get_calls(lc);
    LinphoneCall *call = linphone_core_get_current_call(lc);
    if (!call && calls) call = (LinphoneCall *)bctbx_list_get_data(calls);
    return call;
}

static void place_call(const char *uri)
{
    LinphoneAddress *to = linphone_factory_create_address(linphone_factory_get(), uri);
    LinphoneCallParams *params = linphone_core_create_call_params(lc, NULL);
    linphone_call_params_enable_video(params, FALSE);
    if (!to || !linphone_core_invite_address_with_params(lc, to, params)) emit_error("the call could not be placed");
    linphone_call_params_unref(params);
    if (to) linphone_address_unref(to);
}

static void change_call(const char *command, const char *reason)
{
    LinphoneCall *call = current_call();
    if (!call) emit_error("no call");
    else if (!strcmp(command, "answer")) linphone_call_accept(call);
    else if (!strcmp(command, "hangup")) linphone_call_terminate(call);
    else if (!strcmp(command, "pause")) linphone_call_pause(call);
    else if (!strcmp(command, "resume")) linphone_call_resume(call);
    else linphone_call_decline(call, !strcmp(reason, "busy") ? LinphoneReasonBusy : LinphoneReasonDeclined);
}

static void send_message(char *argument)
{
    char *text = strchr(argument, ' ');
    if (!text) { emit_error("message URI TEXT"); return; }
    *text++ = 0;
    LinphoneAddress *to = linphone_factory_create_address(linphone_factory_get(), argument);
    LinphoneChatRoomParams *params = linphone_core_create_default_chat_room_params(lc);
    linphone_chat_room_params_set_backend(params, LinphoneChatRoomBackendBasic);
    linphone_chat_room_params_enable_group(params, FALSE);
    linphone_chat_room_params_enable_encryption(params, FALSE);
    const LinphoneAddress *from = linphone_account_params_get_identity_address(
        linphone_account_get_params(linphone_core_get_default_account(lc)));
    bctbx_list_t *participants = bctbx_list_append(NULL, to);
    LinphoneChatRoom *room = linphone_core_search_chat_room(lc, params, from, to, NULL);
    if (!room) room = linphone_core_create_chat_room_6(lc, params, from, participants);
    LinphoneChatMessage *message = linphone_chat_room_create_message_from_utf8(room, text);
    LinphoneChatMessageCbs *callbacks = linphone_factory_create_chat_message_cbs(linphone_factory_get());
    linphone_chat_message_cbs_set_msg_state_changed(callbacks, on_message_state);
    linphone_chat_message_add_callbacks(message, callbacks);
    linphone_chat_message_send(message);
    linphone_chat_message_cbs_unref(callbacks);
    bctbx_list_free(participants);
    linphone_chat_room_params_unref(params);
    linphone_address_unref(to);
}

static void unregister(void)
{
    LinphoneAccount *account = linphone_core_get_default_account(lc);
    LinphoneAccountParams *params = linphone_account_params_clone(linphone_account_get_params(account));
    linphone_account_params_enable_register(params, FALSE);
    linphone_account_set_params(account, params);
    linphone_account_params_unref(params);
}

static void fall_asleep(const char *how)
{
    linphone_core_enter_background(lc);
    linphone_core_set_network_reachable(lc, FALSE);
    linphone_core_iterate(lc);
    if (!strcmp(how, "stop")) {
        linphone_core_stop(lc);
        linphone_core_unref(lc);
        lc = NULL;
    }
    emit("asleep", "s:how", how, NULL);
}

static void wake(void)
{
    if (!lc) start_core();
    else {
        linphone_core_set_network_reachable(lc, TRUE);
        linphone_core_ensure_registered(lc);
    }
    emit("awake", NULL);
}

static void run_command(char *line)
{
    char *argument = strchr(line, ' ');
    if (argument) *argument++ = 0;
    else argument = line + strlen(line);

    if (!strcmp(line, "quit")) running = 0;
    else if (!strcmp(line, "wake")) wake();
    else if (!lc) emit_error("asleep");
    else if (!strcmp(line, "call")) place_call(argument);
    else if (!strcmp(line, "answer") || !strcmp(line, "decline") || !strcmp(line, "hangup") || !strcmp(line, "pause")
             || !strcmp(line, "resume"))
        change_call(line, argument);
    else if (!strcmp(line, "message")) send_message(argument);
    else if (!strcmp(line, "refresh")) linphone_core_refresh_registers(lc);
    else if (!strcmp(line, "unregister")) unregister();
    else if (!strcmp(line, "network")) linphone_core_set_network_reachable(lc, !strcmp(argument, "up"));
    else if (!strcmp(line, "sleep")) fall_asleep(argument);
    else emit_error("unknown command");
}

/* -------------------------------------------------------------------- main */

static int read_options(int argc, char **argv)
{
    const struct { const char *name; const char **value; } options[] = {
        {"--user", &user}, {"--password", &password}, {"--domain", &domain}, {"--proxy", &proxy}, {"--instance", &instance},
        {"--dir", &dir}, {"--play", &play_file}, {"--record", &record_file}, {"--log", &log_file}, {"--root-ca", &root_ca},
        {"--other-realm", &other_realm}, {"--other-password", &other_password},
        {"--pn-provider", &pn_provider}, {"--pn-param", &pn_param}, {"--pn-prid", &pn_prid}};
    for (int i = 1; i + 1 < argc; i += 2) {
        size_t n = 0, known = sizeof options / sizeof options[0];
        while (n < known && strcmp(argv[i], options[n].name)) n++;
        if (n == known) return 0;
        *options[n].value = argv[i + 1];
    }
    return argc % 2 == 1 && user && password && domain && proxy && instance && dir;
}

static void open_streams(void)
{
    int target = open(log_file ? log_file : "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0600);
    open_events();
    dup2(target, STDOUT_FILENO);
    dup2(target, STDERR_FILENO);
    close(target);
    setvbuf(stdout, NULL, _IOLBF, 0);
    linphone_logging_service_set_log_level_mask(linphone_logging_service_get(),
        log_file ? LinphoneLogLevelMessage | LinphoneLogLevelWarning | LinphoneLogLevelError | LinphoneLogLevelFatal : 0);
}

static void read_commands(void)
{
    static char buffer[8192];
    static size_t used;
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};
    char *end;
    if (poll(&input, 1, 10) <= 0) return;
    ssize_t count = read(STDIN_FILENO, buffer + used, sizeof buffer - 1 - used);
    if (count <= 0) { running = 0; return; }
    used += (size_t)count;
    buffer[used] = 0;
    while ((end = strchr(buffer, '\n'))) {
        *end++ = 0;
        run_command(buffer);
        used -= (size_t)(end - buffer);
        memmove(buffer, end, used + 1);
    }
}

static void on_signal(int number) { (void)number; running = 0; }

int main(int argc, char **argv)
{
    time_t last_stats = 0;
    if (!read_options(argc, argv)) { fprintf(stderr, "bad or missing option\n"); return 2; }
    mkdir(dir, 0700);
    open_streams();
    signal(SIGTERM, on_signal);
    signal(SIGPIPE, SIG_IGN);
    start_core();
    emit("ready", "s:version", linphone_core_get_version(), NULL);
    while (running) {
        if (lc) linphone_core_iterate(lc);
        read_commands();
        if (!lc || time(NULL) == last_stats) continue;
        last_stats = time(NULL);
        for (const bctbx_list_t *l = linphone_core_get_calls(lc); l; l = bctbx_list_next(l))
            if (linphone_call_get_state((LinphoneCall *)bctbx_list_get_data(l)) == LinphoneCallStateStreamsRunning)
                emit_stats((LinphoneCall *)bctbx_list_get_data(l));
    }
    if (lc) {
        linphone_core_stop(lc);
        linphone_core_unref(lc);
    }
    return 0;
}
