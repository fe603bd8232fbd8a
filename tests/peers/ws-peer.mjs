// A server of npm's ws. What it does follows from the path. Usage: PORT [deflate options as JSON, or false]
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.argv[2]),
  backlog: 16384,
  perMessageDeflate: JSON.parse(process.argv[3] ?? 'false'),
  maxPayload: 64 * 1024 * 1024,
  handleProtocols: (protocols) => (protocols.has('chat.v2') ? 'chat.v2' : false),
});
const gathered = new Set();
let most = 0;
server.on('connection', (socket, request) => {
  most = Math.max(most, server.clients.size);
  const { pathname } = new URL(request.url, 'http://peer');
  socket.on('error', () => {});
  socket.on('ping', () => console.log('ping'));
  if (pathname === '/most') {
    socket.send(JSON.stringify({ most, now: server.clients.size }));
    return;
  }
  if (pathname.startsWith('/gather/')) {
    // Echoes, and tells all when as many have spoken as the path says.
    socket.on('message', (message) => {
      socket.send(message.toString());
      gathered.add(socket);
      if (gathered.size === Number(pathname.slice(8))) for (const one of gathered) one.send('all are here');
    });
    socket.on('close', () => gathered.delete(socket));
    return;
  }
  if (pathname === '/fragments') {
    socket.send('one ', { fin: false });
    socket.send('two ', { fin: false });
    socket.ping('between');
    socket.send('three', { fin: true });
    return;
  }
  if (pathname.startsWith('/close/')) {
    socket.close(Number(pathname.slice(7)), 'as asked');
    return;
  }
  if (pathname === '/terminate') {
    socket.terminate();
    return;
  }
  socket.on('close', (code, reason) => console.log('closed', code, reason.toString()));
  socket.on('message', (message, isBinary) => socket.send(message, { binary: isBinary }));
});
